// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desk/keychainbridge.h"

#include <qt6keychain/keychain.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace streamgauge {

namespace {

using Answer = Result<std::optional<std::string>>;

const QString service = QStringLiteral("streamgauge");
constexpr auto patience = std::chrono::seconds(60);
constexpr auto slice = std::chrono::milliseconds(100);

struct Waiting {
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<Answer> answer;
};

Answer answerOf(QKeychain::Job *job)
{
    if (job->error() == QKeychain::EntryNotFound)
        return std::optional<std::string>();
    if (job->error() != QKeychain::NoError) {
        return Error { ErrorKind::Resource, job->errorString().toStdString(), "keychain",
                       "Unlock the desktop's keychain, or take the password from an environment variable" };
    }
    const auto *read = qobject_cast<QKeychain::ReadPasswordJob *>(job);
    return read == nullptr ? std::optional<std::string>(std::string()) : std::optional(read->textData().toStdString());
}

} // namespace

Answer KeychainBridge::wait(const std::function<QKeychain::Job *()> &create)
{
    const auto waiting = std::make_shared<Waiting>();
    QMetaObject::invokeMethod(
        this,
        [create, waiting] {
            QKeychain::Job *job = create();
            job->setAutoDelete(true);
            connect(job, &QKeychain::Job::finished, job, [waiting](QKeychain::Job *done) {
                const std::lock_guard lock(waiting->mutex);
                waiting->answer = answerOf(done);
                waiting->arrived.notify_all();
            });
            job->start();
        },
        Qt::QueuedConnection);
    const auto until = std::chrono::steady_clock::now() + patience;
    std::unique_lock lock(waiting->mutex);
    while (!waiting->answer) {
        waiting->arrived.wait_for(lock, slice);
        if (!waiting->answer && (stopping_ || std::chrono::steady_clock::now() > until))
            return Error { ErrorKind::Transient, "The keychain does not answer", "keychain", "Unlock it and try again" };
    }
    return *waiting->answer;
}

Answer KeychainBridge::read(const std::string &name)
{
    return wait([name] {
        auto *job = new QKeychain::ReadPasswordJob(service);
        job->setKey(QString::fromStdString(name));
        return job;
    });
}

Result<void> KeychainBridge::write(const std::string &name, const std::string &secret)
{
    const Answer answer = wait([name, secret] {
        auto *job = new QKeychain::WritePasswordJob(service);
        job->setKey(QString::fromStdString(name));
        job->setTextData(QString::fromStdString(secret));
        return job;
    });
    return answer ? Result<void>() : Result<void>(answer.error());
}

Result<void> KeychainBridge::remove(const std::string &name)
{
    const Answer answer = wait([name] {
        auto *job = new QKeychain::DeletePasswordJob(service);
        job->setKey(QString::fromStdString(name));
        return job;
    });
    return answer ? Result<void>() : Result<void>(answer.error());
}

void KeychainBridge::probe(std::function<void(const Result<void> &)> receive)
{
    // Nobody's child: the keychain answers it even after this is gone.
    auto *job = new QKeychain::ReadPasswordJob(service);
    job->setKey(QStringLiteral("probe"));
    job->setAutoDelete(true);
    connect(job, &QKeychain::Job::finished, this, [receive = std::move(receive)](QKeychain::Job *done) {
        const Answer answer = answerOf(done);
        receive(answer ? Result<void>() : Result<void>(answer.error()));
    });
    job->start();
}

} // namespace streamgauge
