// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lookups/modelspage.h"

#include "models/livetext.h"
#include "ui/dialogs/entryforms.h"

#include <QDir>
#include <QFileDialog>

namespace streamgauge {

ModelsPage::ModelsPage(const DeskContext &context, LookupEditor &editor, QWidget *parent)
    : EntriesPage(tr("Models"),
                  tr("Trained models that score events in rules, as model(\"risk\", event.age, event.spo2) > 0.8."), parent)
    , context_(context)
    , editor_(editor)
    , name_(new QLineEdit(this))
    , path_(new QLineEdit(this))
    , fault_(new QLabel(this))
    , about_(new QLabel(this))
    , use_(new QLabel(this))
{
    setForm(formPart());
    for (QLineEdit *edit : { name_, path_ }) {
        connect(edit, &QLineEdit::textChanged, this, &ModelsPage::noteChange);
        connect(edit, &QLineEdit::textChanged, this, &ModelsPage::read);
    }
    connect(&services(), &LookupServices::changed, this, [this] {
        if (!hasChanges())
            fill(name_->text().toStdString());
    });
    fill({});
}

QWidget *ModelsPage::formPart()
{
    auto *part = new QWidget(this);
    name_->setObjectName(QStringLiteral("name"));
    name_->setAccessibleName(tr("Name"));
    name_->setPlaceholderText(tr("as rules call it: risk"));
    path_->setObjectName(QStringLiteral("path"));
    path_->setAccessibleName(tr("JSON file"));
    path_->setPlaceholderText(tr("an XGBoost, linear or logistic model as JSON"));
    auto *choose = new QPushButton(tr("Choose…"), part);
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, &ModelsPage::chooseFile);
    auto *line = new QHBoxLayout;
    line->setSpacing(6);
    line->addWidget(path_, 1);
    line->addWidget(choose);
    fault_->setObjectName(QStringLiteral("problemText"));
    fault_->setWordWrap(true);
    fault_->hide();
    about_->setObjectName(QStringLiteral("about"));
    about_->setWordWrap(true);
    use_->setObjectName(QStringLiteral("code"));
    use_->setWordWrap(true);
    use_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *form = new QFormLayout(part);
    layOut(*form);
    form->addRow(tr("Name"), name_);
    form->addRow(tr("JSON file"), line);
    form->addRow(QString(), fault_);
    form->addRow(tr("What it is"), about_);
    form->addRow(tr("In a rule"), use_);
    part->setFocusProxy(name_);
    return part;
}

void ModelsPage::fill(const std::string &chosen)
{
    QStringList names;
    for (const ModelEntry &model : services().models())
        names << toQString(model.name);
    setNames(names, toQString(chosen));
}

void ModelsPage::showEntry(int row)
{
    const ModelEntry model = row < 0 ? ModelEntry() : services().models()[static_cast<std::size_t>(row)];
    name_->setText(toQString(model.name));
    path_->setText(toQString(model.path));
    read();
}

void ModelsPage::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose a model"), services().folder(), tr("Models (*.json);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) { path_->setText(written(path)); });
    dialog->open();
}

QString ModelsPage::written(const QString &path) const
{
    if (services().folder().isEmpty())
        return path;
    const QString below = QDir(services().folder()).relativeFilePath(path);
    return below.startsWith(QLatin1String("..")) ? path : below;
}

void ModelsPage::read()
{
    const quint64 attempt = ++attempt_;
    const QString path = path_->text().trimmed();
    if (path.isEmpty()) {
        for (QLabel *label : { fault_, about_, use_ })
            label->clear();
        fault_->hide();
        return;
    }
    services().readModel({ name_->text().toStdString(), path.toStdString() }, this,
                         [this, attempt](const Result<ModelReading> &reading) {
                             if (attempt == attempt_)
                                 show(reading);
                         });
}

void ModelsPage::show(const Result<ModelReading> &reading)
{
    fault_->setVisible(!reading);
    if (!reading) {
        fault_->setText(toQString(reading.error().text()));
        about_->clear();
        use_->clear();
        return;
    }
    about_->setText(
        tr("%1, %2 in memory. It takes %n values, in this order: %3", nullptr, static_cast<int>(reading->features.size()))
            .arg(toQString(reading->text), bytesText(reading->memory_bytes), joinedNames(reading->features)));
    QStringList call { QStringLiteral("\"%1\"").arg(name_->text().trimmed()) };
    for (const std::string &feature : reading->features)
        call << QStringLiteral("event.") + toQString(feature);
    use_->setText(QStringLiteral("model(%1)").arg(call.join(QStringLiteral(", "))));
}

void ModelsPage::save()
{
    const ModelEntry model { name_->text().trimmed().toStdString(), path_->text().trimmed().toStdString() };
    if (model.path.empty())
        return say(Error { ErrorKind::Configuration,
                           tr("There is no file").toStdString(),
                           {},
                           tr("Choose the model's JSON file").toStdString() });
    std::vector<ModelEntry> wanted = services().models();
    if (const auto put = putNamed(wanted, row(), model); !put)
        return say(put);
    editor_.set(wanted, this, listing(model.name, tr("Saved; rules use it from now on.")));
}

void ModelsPage::remove(int row)
{
    std::vector<ModelEntry> wanted = services().models();
    const QString name = toQString(wanted[static_cast<std::size_t>(row)].name);
    wanted.erase(wanted.begin() + row);
    editor_.set(wanted, this,
                listing({}, tr("Removed. Rules that call model(\"%1\", …) have an error from now on.").arg(name)));
}

} // namespace streamgauge
