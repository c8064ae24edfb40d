// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cel/celjson.h"
#include "engine/cel/celprogram.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace streamgauge;

namespace {

/// Of the same kind and the same value, as the cases mean it: 1 is not 1u, maps have no order, NaN is NaN.
bool same(const CelValue &left, const CelValue &right)
{
    if (left.kind() != right.kind())
        return false;
    switch (left.kind()) {
    case CelKind::Double:
        return (std::isnan(left.number()) && std::isnan(right.number())) || left.number() == right.number();
    case CelKind::List:
        return std::equal(left.elements().begin(), left.elements().end(), right.elements().begin(), right.elements().end(),
                          same);
    case CelKind::Map:
        return left.entries().size() == right.entries().size()
            && std::all_of(left.entries().begin(), left.entries().end(), [&](const CelValue::Entry &entry) {
                   return std::any_of(right.entries().begin(), right.entries().end(), [&](const CelValue::Entry &other) {
                       return same(entry.first, other.first) && same(entry.second, other.second);
                   });
               });
    default: return celEqual(left, right);
    }
}

std::string jsonText(const QJsonValue &value)
{
    return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact).toStdString();
}

struct Inputs {
    CelScope scope;
    std::vector<CelValue> values;
};

Inputs inputsOf(const QJsonObject &test)
{
    Inputs inputs;
    inputs.scope.checked = false;
    inputs.scope.container = test[QLatin1String("container")].toString().toStdString();
    inputs.scope.macros = !test[QLatin1String("disable_macros")].toBool();
    const QJsonObject bindings = test[QLatin1String("bindings")].toObject();
    for (auto binding = bindings.begin(); binding != bindings.end(); ++binding) {
        inputs.scope.variables.push_back({ binding.key().toStdString() });
        inputs.values.push_back(*celFromTaggedJson(jsonText(binding.value())));
    }
    return inputs;
}

} // namespace

class tst_CelConformance : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void suite_data();
    void suite();
};

void tst_CelConformance::suite_data()
{
    QTest::addColumn<QJsonObject>("test");
    const QDir folder(qEnvironmentVariable("STREAMGAUGE_SOURCE_DIR") + QLatin1String("/../shared/data/cel"));
    if (!folder.exists())
        QSKIP("The conformance cases are not on this machine");
    const QStringList files = folder.entryList({ QStringLiteral("*.json") });
    QVERIFY(!files.isEmpty());
    int number = 0;
    for (const QString &name : files) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray tests = QJsonDocument::fromJson(file.readAll()).array();
        QVERIFY2(!tests.isEmpty(), qPrintable(name));
        for (const QJsonValue &test : tests)
            QTest::addRow("%d %s", ++number, qPrintable(test[QLatin1String("id")].toString())) << test.toObject();
    }
}

void tst_CelConformance::suite()
{
    QFETCH(QJsonObject, test);
    const std::string text = test[QLatin1String("expr")].toString().toStdString();
    const Inputs inputs = inputsOf(test);
    const auto program = CelProgram::compile(text, inputs.scope);
    const bool fails = test[QLatin1String("error")].toBool();
    if (!program) {
        QVERIFY2(fails, program.error().text().c_str());
        return;
    }
    const CelValue value = program->evaluate({ {}, inputs.values, 0 });
    if (fails) {
        QVERIFY2(value.isError(), celTaggedJson(value).c_str());
        return;
    }
    const auto expected = celFromTaggedJson(jsonText(test[QLatin1String("value")]));
    QVERIFY2(expected.ok(), jsonText(test[QLatin1String("value")]).c_str());
    QVERIFY2(same(value, *expected), (celTaggedJson(value) + " instead of " + celTaggedJson(*expected)).c_str());
    // What is printed reads back as the same value.
    const auto again = celFromTaggedJson(celTaggedJson(value));
    QVERIFY2(again.ok() && same(*again, value), celTaggedJson(value).c_str());
}

QTEST_GUILESS_MAIN(tst_CelConformance)
#include "tst_celconformance.moc"
