// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/webhooksender.h"

#include "app/notify/curltransfer.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <ctime>

namespace streamgauge {

namespace {

/// HTTP's "try again" answers: RFC 9110 for 408 and the 5xx, RFC 6585 for 429.
bool isPassing(long status)
{
    return status == 408 || status == 425 || status == 429 || status >= 500;
}

class WebHookSender final : public NoticeSender
{
public:
    WebHookSender(std::string url, std::string key, std::string ca_file)
        : url_(std::move(url))
        , key_(std::move(key))
        , ca_file_(std::move(ca_file))
    {
    }

    Result<std::string> send(const Notice &notice, const std::string &body, std::stop_token stop) override
    {
        Transfer transfer;
        transfer.url = url_;
        transfer.body = body;
        transfer.ca_file = ca_file_;
        transfer.headers = { "Content-Type: application/json", "User-Agent: Streamgauge",
                             "Expect:", "Idempotency-Key: " + notice.id };
        if (!key_.empty()) {
            const std::string seconds = std::to_string(std::time(nullptr));
            transfer.headers.push_back("X-Streamgauge-Signature: t=" + seconds
                                       + ",sha256=" + hmacSha256(key_, seconds + "." + body));
        }
        auto ended = runTransfer(transfer, stop);
        if (!ended)
            return ended.error();
        const std::string said = "HTTP " + std::to_string(ended->status) + (ended->text.empty() ? "" : ": ") + ended->text;
        if (ended->status >= 200 && ended->status < 300)
            return said;
        return Error { isPassing(ended->status) ? ErrorKind::Transient : ErrorKind::Configuration, said, "", "" };
    }

private:
    std::string url_;
    std::string key_;
    std::string ca_file_;
};

} // namespace

std::string hmacSha256(const std::string &key, const std::string &text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> code {};
    unsigned int bytes = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char *>(text.data()),
         text.size(), code.data(), &bytes);
    std::string hex;
    for (unsigned int index = 0; index < bytes; ++index) {
        hex += digits[code[index] >> 4U];
        hex += digits[code[index] & 0xFU];
    }
    return hex;
}

const std::vector<SettingField> &WebHookSenderFactory::fields() const
{
    static const std::vector<SettingField> all {
        { "url", "Address", "https://...", FieldType::Text, "", {}, true },
        { "signing_secret",
          "Signing key",
          "Each call carries an HMAC-SHA256 of its body by it",
          FieldType::Secret,
          "",
          {},
          false },
        certificateField(),
    };
    return all;
}

Result<std::unique_ptr<NoticeSender>> WebHookSenderFactory::create(const Settings &settings) const
{
    const std::string url = setting(settings, "url");
    const bool complete = (url.starts_with("http://") || url.starts_with("https://"))
        && url.find_first_of(" \t\r\n") == std::string::npos && url.size() > 8;
    if (!complete)
        return Error { ErrorKind::Configuration, "is no web address", "url", "Write it as https://example.org/hook" };
    return std::unique_ptr<NoticeSender>(
        std::make_unique<WebHookSender>(url, setting(settings, "signing_secret"), setting(settings, "ca_file")));
}

} // namespace streamgauge
