// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/export/exportrows.h"

#include <array>

namespace streamgauge {

namespace {

constexpr unsigned time_digits = 6;

void writeTime(TimeNs time_ns, CsvWriter &out)
{
    if (time_ns == 0)
        out.missing();
    else
        out.time(time_ns, time_digits);
}

struct AlertColumn {
    const char *name;
    void (*write)(const Alert &alert, CsvWriter &out);
};

const std::array<AlertColumn, 15> alert_columns { {
    { "episode", [](const Alert &alert, CsvWriter &out) { out.number(std::to_string(alert.episode)); } },
    { "rule", [](const Alert &alert, CsvWriter &out) { out.text(alert.rule); } },
    { "severity", [](const Alert &alert, CsvWriter &out) { out.text(name(alert.severity)); } },
    { "state", [](const Alert &alert, CsvWriter &out) { out.text(name(alert.state)); } },
    { "stream", [](const Alert &alert, CsvWriter &out) { out.text(alert.stream); } },
    { "key", [](const Alert &alert, CsvWriter &out) { out.text(shownKey(alert.key)); } },
    { "condition", [](const Alert &alert, CsvWriter &out) { out.text(alert.condition); } },
    { "value", [](const Alert &alert, CsvWriter &out) { out.text(alert.value); } },
    { "active_at", [](const Alert &alert, CsvWriter &out) { writeTime(alert.active_at_ns, out); } },
    { "fired_at", [](const Alert &alert, CsvWriter &out) { writeTime(alert.fired_at_ns, out); } },
    { "resolved_at", [](const Alert &alert, CsvWriter &out) { writeTime(alert.resolved_at_ns, out); } },
    { "reason", [](const Alert &alert, CsvWriter &out) { out.text(alert.reason); } },
    { "acknowledged_by",
      [](const Alert &alert, CsvWriter &out) { alert.acknowledged ? out.text(alert.acknowledged->who) : out.missing(); } },
    { "acknowledged_at",
      [](const Alert &alert, CsvWriter &out) { writeTime(alert.acknowledged ? alert.acknowledged->time_ns : 0, out); } },
    { "comment",
      [](const Alert &alert, CsvWriter &out) {
          alert.acknowledged ? out.text(alert.acknowledged->comment) : out.missing();
      } },
} };

class AlertCells final : public ExportCells
{
public:
    explicit AlertCells(const Alert &alert)
        : alert_(alert)
    {
    }
    void write(std::size_t column, CsvWriter &out) const override { alert_columns[column].write(alert_, out); }

private:
    const Alert &alert_;
};

class AlertRows final : public ExportRows
{
public:
    explicit AlertRows(std::shared_ptr<const std::vector<Alert>> alerts)
        : alerts_(std::move(alerts))
    {
        for (const AlertColumn &column : alert_columns)
            columns_.emplace_back(column.name);
    }
    [[nodiscard]] const std::vector<std::string> &columns() const override { return columns_; }
    [[nodiscard]] std::uint64_t expectedRows() const override { return alerts_ ? alerts_->size() : 0; }
    void forEach(const std::function<bool(const ExportCells &)> &row) const override
    {
        if (!alerts_)
            return;
        for (const Alert &alert : *alerts_) {
            if (!row(AlertCells(alert)))
                return;
        }
    }

private:
    std::shared_ptr<const std::vector<Alert>> alerts_;
    std::vector<std::string> columns_;
};

} // namespace

std::unique_ptr<ExportRows> alertRows(std::shared_ptr<const std::vector<Alert>> alerts)
{
    return std::make_unique<AlertRows>(std::move(alerts));
}

} // namespace streamgauge
