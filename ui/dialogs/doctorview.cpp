// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/doctorview.h"

#include "models/livetext.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace streamgauge {

DoctorView::DoctorView(const DeskContext &context, QWidget *parent)
    : QScrollArea(parent)
    , context_(context)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setAccessibleName(tr("Findings of the check"));
}

void DoctorView::showHint(const QString &text)
{
    auto *label = new QLabel(text);
    label->setObjectName(QStringLiteral("emptyHint"));
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    setWidget(label);
}

void DoctorView::setFindings(const std::vector<Finding> &findings)
{
    std::vector<Finding> sorted = findings;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Finding &a, const Finding &b) { return a.state > b.state; });
    failed_count_ = static_cast<int>(
        std::count_if(sorted.begin(), sorted.end(), [](const Finding &f) { return f.state == FindingState::Failed; }));
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 8, 0);
    column->setSpacing(8);
    for (const Finding &finding : sorted)
        column->addWidget(row(finding));
    column->addStretch(1);
    setWidget(page);
}

QWidget *DoctorView::row(const Finding &finding)
{
    auto *frame = new QFrame(this);
    frame->setObjectName(QStringLiteral("finding"));
    const Palette &palette = context_.palette();
    const bool ok = finding.state == FindingState::Ok;
    const bool failed = finding.state == FindingState::Failed;
    const QString word = ok ? tr("Good") : failed ? tr("Missing") : tr("Mind");
    auto *mark = new QLabel(frame);
    mark->setPixmap(themedIcon(ok           ? QStringLiteral("check")
                                   : failed ? QStringLiteral("critical")
                                            : QStringLiteral("warning"),
                               ok           ? palette.good
                                   : failed ? palette.critical
                                            : palette.warning,
                               palette.stale)
                        .pixmap(16, 16));
    auto *name = new QLabel(toQString(finding.name), frame);
    name->setObjectName(QStringLiteral("findingName"));
    auto *state = new QLabel(word, frame);
    state->setObjectName(ok           ? QStringLiteral("goodText")
                             : failed ? QStringLiteral("problemText")
                                      : QStringLiteral("warningText"));
    auto *head = new QHBoxLayout;
    head->addWidget(mark);
    head->addWidget(name);
    head->addStretch(1);
    head->addWidget(state);
    auto *column = new QVBoxLayout(frame);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(4);
    column->addLayout(head);
    QString text = tr("Found: %1").arg(toQString(finding.found));
    if (!ok && !finding.needed.empty())
        text += tr("\nNeeded: %1").arg(toQString(finding.needed));
    auto *facts = new QLabel(text, frame);
    facts->setObjectName(QStringLiteral("hint"));
    facts->setTextFormat(Qt::PlainText);
    facts->setWordWrap(true);
    column->addWidget(facts);
    if (!finding.remedy.empty())
        column->addWidget(remedy(toQString(finding.remedy)));
    frame->setAccessibleName(tr("%1: %2. %3").arg(toQString(finding.name), word, text));
    return frame;
}

QWidget *DoctorView::remedy(const QString &text)
{
    auto *part = new QWidget(this);
    auto *code = new QLabel(text, part);
    code->setObjectName(QStringLiteral("code"));
    code->setTextFormat(Qt::PlainText);
    code->setWordWrap(true);
    code->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    code->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *copy = new QPushButton(tr("Copy"), part);
    copy->setAccessibleName(tr("Copy: %1").arg(text));
    connect(copy, &QPushButton::clicked, this, [text] { QApplication::clipboard()->setText(text); });
    auto *row = new QHBoxLayout(part);
    row->setContentsMargins(0, 4, 0, 0);
    row->addWidget(code, 1);
    row->addWidget(copy, 0, Qt::AlignTop);
    return part;
}

} // namespace streamgauge
