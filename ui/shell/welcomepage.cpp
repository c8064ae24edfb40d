// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/welcomepage.h"

#include "ui/shell/welcomepicture.h"

#include <QFileInfo>
#include <QLabel>

namespace streamgauge {

namespace {

constexpr int card_width = 300;
constexpr int most_recent = 5;

} // namespace

WelcomePage::WelcomePage(const DeskContext &context, QWidget *parent)
    : QScrollArea(parent)
    , context_(context)
    , picture_(new WelcomePicture(context))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    auto *page = new QWidget;
    auto *title = new QLabel(tr("See live data. Know at once when it is wrong."), page);
    title->setObjectName(QStringLiteral("welcomeTitle"));
    title->setAlignment(Qt::AlignCenter);
    title->setWordWrap(true);
    auto *text =
        new QLabel(tr("Streamgauge watches the rows of your database change, draws them as they arrive and raises alerts by "
                      "rules you set. It runs on this computer; nothing is installed on the server."),
                   page);
    text->setObjectName(QStringLiteral("welcomeText"));
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);
    text->setFixedWidth(760);

    QVBoxLayout *demo = nullptr;
    QVBoxLayout *connection = nullptr;
    auto *cards = new QHBoxLayout;
    cards->setSpacing(16);
    cards->addStretch(1);
    cards->addWidget(card(QStringLiteral("play"), tr("Watch a demo"),
                          tr("Made-up data with charts, tables, rules and alerts. Ready in a second, nothing to set up."),
                          demo));
    cards->addWidget(
        card(QStringLiteral("connect"), tr("Connect to a server"),
             tr("Your own MariaDB or MySQL, or a file to replay. Reads only; checks the server and says what is missing."),
             connection));
    cards->addWidget(card(QStringLiteral("open"), tr("Open a workspace"),
                          tr("Connections, dashboards and rules you saved, or got from a colleague."), recent_));
    cards->addStretch(1);
    addDemos(demo);
    auto *connect_button = new QPushButton(tr("Connect…"), page);
    connect_button->setObjectName(QStringLiteral("welcomeConnect"));
    connect(connect_button, &QPushButton::clicked, this, &WelcomePage::connectRequested);
    connection->addWidget(connect_button);
    setRecent({});

    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(16);
    column->addStretch(2);
    column->addWidget(title);
    column->addWidget(text, 0, Qt::AlignHCenter);
    column->addSpacing(8);
    column->addWidget(picture_);
    column->addSpacing(8);
    column->addLayout(cards);
    column->addStretch(3);
    setWidget(page);
}

QWidget *WelcomePage::card(const QString &icon, const QString &title, const QString &text, QVBoxLayout *&content)
{
    auto *card = new QFrame(this);
    card->setObjectName(QStringLiteral("card"));
    card->setFixedWidth(card_width);
    auto *picture = new QLabel(card);
    icons_.emplace_back(picture, icon);
    picture->setPixmap(context_.icon(icon).pixmap(24, 24));
    auto *head = new QLabel(title, card);
    head->setObjectName(QStringLiteral("cardTitle"));
    auto *row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(picture);
    row->addWidget(head, 1);
    auto *body = new QLabel(text, card);
    body->setObjectName(QStringLiteral("hint"));
    body->setWordWrap(true);
    body->setMinimumHeight(3 * body->fontMetrics().lineSpacing());
    body->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    content = new QVBoxLayout;
    content->setSpacing(8);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(20, 20, 20, 20);
    column->setSpacing(12);
    column->addLayout(row);
    column->addWidget(body);
    column->addLayout(content);
    column->addStretch(1);
    return card;
}

void WelcomePage::addDemos(QVBoxLayout *content)
{
    bool first = true;
    for (const DemoInfo &demo : context_.services->demos()) {
        auto *button = new QPushButton(tr("Start “%1”").arg(demo.title), this);
        button->setObjectName(QStringLiteral("demo-") + demo.name);
        button->setToolTip(demo.description);
        button->setProperty("primary", first);
        if (std::exchange(first, false))
            setFocusProxy(button);
        connect(button, &QPushButton::clicked, this, [this, name = demo.name] { Q_EMIT demoRequested(name); });
        content->addWidget(button);
    }
    if (first) {
        auto *none = new QLabel(tr("No demo is installed."), this);
        none->setObjectName(QStringLiteral("hint"));
        content->addWidget(none);
    }
}

void WelcomePage::setRecent(const QStringList &paths)
{
    while (QLayoutItem *item = recent_->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    auto *open = new QPushButton(tr("Open…"), this);
    open->setObjectName(QStringLiteral("welcomeOpen"));
    connect(open, &QPushButton::clicked, this, &WelcomePage::openRequested);
    recent_->addWidget(open);
    for (const QString &path : paths.mid(0, most_recent)) {
        auto *button = new QPushButton(QFileInfo(path).completeBaseName(), this);
        button->setFlat(true);
        button->setToolTip(path);
        button->setAccessibleName(tr("Open %1").arg(path));
        connect(button, &QPushButton::clicked, this, [this, path] { Q_EMIT openFileRequested(path); });
        recent_->addWidget(button);
    }
}

void WelcomePage::refreshTheme()
{
    for (const auto &[label, name] : icons_)
        label->setPixmap(context_.icon(name).pixmap(24, 24));
    picture_->update();
}

} // namespace streamgauge
