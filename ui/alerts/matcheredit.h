// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/alerts/matcher.h"

#include <QLabel>
#include <QLineEdit>
#include <QWidget>

namespace streamgauge {

/// A line of matchers that offers what can be written and says below what is wrong with it.
class MatcherEdit : public QWidget
{
    Q_OBJECT

public:
    /// `required`: none is an error.
    MatcherEdit(const QString &name, bool required, QWidget *parent = nullptr);

    void setMatchers(const std::vector<Matcher> &matchers);
    /// Offered while typing, beside the names every alert has: `rule="High"`.
    void setSuggestions(const QStringList &suggestions);
    [[nodiscard]] Result<MatcherSet> matchers() const;
    [[nodiscard]] QLineEdit &edit() { return *edit_; }

Q_SIGNALS:
    void changed();

private:
    void showFault();

    QLineEdit *edit_;
    QLabel *fault_;
    bool required_;
};

} // namespace streamgauge
