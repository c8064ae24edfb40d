// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/emailsender.h"

#include "app/notify/curltransfer.h"
#include "app/notify/emailmessage.h"

#include <charconv>

namespace streamgauge {

namespace {

class EmailSender final : public NoticeSender
{
public:
    explicit EmailSender(Transfer transfer)
        : transfer_(std::move(transfer))
    {
    }
    Result<std::string> send(const Notice &notice, const std::string & /*body*/, std::stop_token stop) override
    {
        Transfer transfer = transfer_;
        transfer.body = emailMessage(notice, transfer.mail_from, transfer.mail_to);
        auto ended = runTransfer(transfer, stop);
        if (!ended)
            return ended.error();
        return "accepted for " + std::to_string(transfer.mail_to.size()) + " addresses (" + std::to_string(ended->status)
            + ")";
    }

private:
    Transfer transfer_;
};

bool isHost(const std::string &text)
{
    return !text.empty() && text.find_first_of("/@?# \t\r\n") == std::string::npos;
}

} // namespace

const std::vector<SettingField> &EmailSenderFactory::fields() const
{
    static const std::vector<SettingField> all {
        { "server", "Mail server", "Its name, as mail.example.org", FieldType::Text, "", {}, true },
        { "port", "Port", "587 with STARTTLS, 465 with TLS from the start", FieldType::Number, "587", {}, false },
        { "encryption",
          "Encryption",
          "none is for a server on this computer",
          FieldType::Choice,
          "starttls",
          { "starttls", "tls", "none" },
          false },
        { "user", "User", "Empty: without login", FieldType::Text, "", {}, false },
        { "password", "Password", "", FieldType::Secret, "", {}, false },
        { "from", "From", "The sender's address", FieldType::Text, "", {}, true },
        { "to", "To", "Addresses, separated by commas", FieldType::Text, "", {}, true },
        certificateField(),
    };
    return all;
}

Result<std::unique_ptr<NoticeSender>> EmailSenderFactory::create(const Settings &settings) const
{
    const auto refused = [](const char *place, std::string message, std::string remedy) {
        return Error { ErrorKind::Configuration, std::move(message), place, std::move(remedy) };
    };
    const std::string server = setting(settings, "server");
    const std::string port_text = setting(settings, "port", "587");
    const std::string encryption = setting(settings, "encryption", "starttls");
    std::uint16_t port = 0;
    const auto read = std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
    if (!isHost(server))
        return refused("server", "is no server name", "Write it as mail.example.org");
    if (read.ec != std::errc() || read.ptr != port_text.data() + port_text.size() || port == 0)
        return refused("port", "is no port", "Write 587 or 465");
    if (encryption != "starttls" && encryption != "tls" && encryption != "none")
        return refused("encryption", "\"" + encryption + "\" is unknown", "Possible: starttls, tls, none");
    Transfer transfer;
    transfer.url = (encryption == "tls" ? "smtps://" : "smtp://") + server + ":" + port_text;
    transfer.need_tls = encryption != "none";
    transfer.user = setting(settings, "user");
    transfer.password = setting(settings, "password");
    if (!transfer.user.empty() && !transfer.need_tls)
        return refused("encryption", "the password would go over the network in clear", "Choose starttls or tls");
    transfer.ca_file = setting(settings, "ca_file");
    transfer.mail_to = addresses(setting(settings, "to"));
    const std::vector<std::string> from = addresses(setting(settings, "from"));
    if (from.size() != 1)
        return refused("from", "is no address", "Write it as alerts@example.org");
    if (transfer.mail_to.empty())
        return refused("to", "is no list of addresses", "Write them as a@example.org, b@example.org");
    transfer.mail_from = from.front();
    return std::unique_ptr<NoticeSender>(std::make_unique<EmailSender>(std::move(transfer)));
}

} // namespace streamgauge
