// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/curltransfer.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <mutex>

namespace streamgauge {

namespace {

constexpr std::size_t most_answer_bytes = 4'096;

struct Free {
    void operator()(CURL *handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, Free>;
using List = std::unique_ptr<curl_slist, Free>;

struct Exchange {
    const Transfer &transfer;
    const std::stop_token &stop;
    std::size_t uploaded = 0;
    std::string answer;
};

std::size_t take(char *data, std::size_t size, std::size_t count, void *context)
{
    auto &exchange = *static_cast<Exchange *>(context);
    const std::size_t bytes = size * count;
    exchange.answer.append(data, std::min(bytes, most_answer_bytes - exchange.answer.size()));
    return bytes;
}

std::size_t give(char *data, std::size_t size, std::size_t count, void *context)
{
    auto &exchange = *static_cast<Exchange *>(context);
    const std::string &body = exchange.transfer.body;
    const std::size_t bytes = std::min(size * count, body.size() - exchange.uploaded);
    std::copy_n(body.data() + exchange.uploaded, bytes, data);
    exchange.uploaded += bytes;
    return bytes;
}

int goOn(void *context, curl_off_t /*expected*/, curl_off_t /*now*/, curl_off_t /*up_expected*/, curl_off_t /*up_now*/)
{
    return static_cast<Exchange *>(context)->stop.stop_requested() ? 1 : 0;
}

bool add(List &list, const std::string &text)
{
    curl_slist *longer = curl_slist_append(list.get(), text.c_str());
    if (longer == nullptr)
        return false;
    static_cast<void>(list.release());
    list.reset(longer);
    return true;
}

void setCommon(CURL *handle, Exchange &exchange, char *error)
{
    const Transfer &transfer = exchange.transfer;
    curl_easy_setopt(handle, CURLOPT_URL, transfer.url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(transfer.limit_ns / ns_per_ms));
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, goOn);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &exchange);
    if (!transfer.ca_file.empty())
        curl_easy_setopt(handle, CURLOPT_CAINFO, transfer.ca_file.c_str());
    if (!transfer.user.empty()) {
        curl_easy_setopt(handle, CURLOPT_USERNAME, transfer.user.c_str());
        curl_easy_setopt(handle, CURLOPT_PASSWORD, transfer.password.c_str());
    }
}

Error failure(CURLcode code, long status, const char *said, const std::stop_token &stop)
{
    if (stop.stop_requested())
        return { ErrorKind::Cancelled, "was stopped", "", "" };
    const std::string message = *said != '\0' ? said : curl_easy_strerror(code);
    switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return { ErrorKind::Configuration, message, "address", "Write a complete address" };
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_USE_SSL_FAILED:
        return { ErrorKind::Configuration, message, "encryption",
                 "Its certificate must be valid for this name; name the authority's file if it is your own" };
    case CURLE_LOGIN_DENIED: return { ErrorKind::Configuration, message, "login", "Check user and password" };
    default: break;
    }
    // A refusal in the 500s is final; all else may pass.
    const bool refused = status >= 500 && status < 600;
    return { refused ? ErrorKind::Configuration : ErrorKind::Transient, message, "", "" };
}

} // namespace

Result<TransferEnd> runTransfer(const Transfer &transfer, const std::stop_token &stop)
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    const Handle handle(curl_easy_init());
    if (!handle)
        return Error { ErrorKind::Resource, "no memory for a connection", "", "" };
    Exchange exchange { transfer, stop, 0, {} };
    std::array<char, CURL_ERROR_SIZE> error {};
    setCommon(handle.get(), exchange, error.data());
    List headers;
    List recipients;
    bool made = true;
    for (const std::string &header : transfer.headers)
        made = made && add(headers, header);
    for (const std::string &address : transfer.mail_to)
        made = made && add(recipients, address);
    if (!made)
        return Error { ErrorKind::Resource, "no memory for a connection", "", "" };
    if (transfer.mail_from.empty()) {
        curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.body.size()));
        curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, transfer.body.data());
    } else {
        curl_easy_setopt(handle.get(), CURLOPT_USE_SSL,
                         static_cast<long>(transfer.need_tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
        curl_easy_setopt(handle.get(), CURLOPT_MAIL_FROM, transfer.mail_from.c_str());
        curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, recipients.get());
        curl_easy_setopt(handle.get(), CURLOPT_READFUNCTION, give);
        curl_easy_setopt(handle.get(), CURLOPT_READDATA, &exchange);
        curl_easy_setopt(handle.get(), CURLOPT_UPLOAD, 1L);
    }
    const CURLcode code = curl_easy_perform(handle.get());
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    if (code != CURLE_OK)
        return failure(code, status, error.data(), stop);
    return TransferEnd { status, std::move(exchange.answer) };
}

SettingField certificateField()
{
    return { "ca_file",
             "Certificate authority",
             "A PEM file, when the server's certificate is your own",
             FieldType::File,
             "",
             {},
             false,
             true };
}

std::string setting(const Settings &settings, const char *name, const char *fallback)
{
    const auto found = settings.find(name);
    return found == settings.end() || found->second.empty() ? std::string(fallback) : found->second;
}

} // namespace streamgauge
