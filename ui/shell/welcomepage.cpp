// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/welcomepage.h"

#include "ui/shell/welcomepicture.h"

#include <QEvent>
#include <QFileInfo>
#include <QLabel>
#include <QLayout>

#include <algorithm>

namespace streamgauge {

namespace {

constexpr int least_card_width = 208;
constexpr int most_card_width = 300;
constexpr int card_share = 100; ///< of the width, before the room beside the cards gets any
constexpr int least_text_width = 320;
constexpr int most_text_width = 760;
constexpr int margin = 24;
constexpr int most_recent = 5;

} // namespace

WelcomePage::WelcomePage(const DeskContext &context, QWidget *parent)
    : QScrollArea(parent)
    , context_(context)
    , text_(
          new QLabel(tr("Streamgauge watches the rows of your database change, draws them as they arrive and raises alerts "
                        "by rules you set. It runs on this computer; nothing is installed on the server.")))
    , picture_(new WelcomePicture(context))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    auto *page = new QWidget;
    auto *title = new QLabel(tr("See live data. Know at once when it is wrong."), page);
    title->setObjectName(QStringLiteral("welcomeTitle"));
    title->setAlignment(Qt::AlignCenter);
    title->setWordWrap(true);
    text_->setObjectName(QStringLiteral("welcomeText"));
    text_->setAlignment(Qt::AlignCenter);
    text_->setWordWrap(true);

    QVBoxLayout *demo = nullptr;
    QVBoxLayout *connection = nullptr;
    auto *cards = new QHBoxLayout;
    cards->setSpacing(16);
    cards->addStretch(1);
    cards->addWidget(card(QStringLiteral("play"), tr("Watch a demo"),
                          tr("Made-up data with charts, tables, rules and alerts. Ready in a second, nothing to set up."),
                          demo),
                     card_share);
    cards->addWidget(
        card(QStringLiteral("connect"), tr("Connect to a server"),
             tr("Your own MariaDB or MySQL, or a file to replay. Reads only; checks the server and says what is missing."),
             connection),
        card_share);
    cards->addWidget(card(QStringLiteral("open"), tr("Open a workspace"),
                          tr("Connections, dashboards and rules you saved, or got from a colleague."), recent_),
                     card_share);
    cards->addStretch(1);
    addDemos(demo);
    auto *connect_button = new QPushButton(tr("Connect…"), page);
    connect_button->setObjectName(QStringLiteral("welcomeConnect"));
    connect(connect_button, &QPushButton::clicked, this, &WelcomePage::connectRequested);
    connection->addWidget(connect_button);
    setRecent({});

    // A row of its own, as a column asks an aligned label for its height at the column's width.
    auto *text_row = new QHBoxLayout;
    text_row->addStretch(1);
    text_row->addWidget(text_);
    text_row->addStretch(1);

    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(16);
    column->addStretch(2);
    column->addWidget(title);
    column->addLayout(text_row);
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
    card->setMinimumWidth(least_card_width);
    card->setMaximumWidth(most_card_width);
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
    body->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    body->installEventFilter(this);
    bodies_.push_back(body);
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

void WelcomePage::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    text_->setFixedWidth(std::clamp(viewport()->width() - 2 * margin, least_text_width, most_text_width));
}

bool WelcomePage::eventFilter(QObject *watched, QEvent *event)
{
    // Texts of one height, so that the buttons below them stand in one row.
    if (event->type() == QEvent::Resize) {
        int tallest_px = 0;
        for (const QLabel *body : bodies_)
            tallest_px = std::max(tallest_px, body->heightForWidth(body->width()));
        for (QLabel *body : bodies_)
            body->setMinimumHeight(tallest_px);
    }
    return QScrollArea::eventFilter(watched, event);
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
