// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/detectors/scoringmodel.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace streamgauge;

namespace {

constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

QString dataFile(const QString &name)
{
    return qEnvironmentVariable("STREAMGAUGE_SOURCE_DIR") + QStringLiteral("/tests/engine/detectors/data/") + name;
}

QByteArray contents(const QString &name)
{
    QFile file(dataFile(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Result<std::shared_ptr<const ScoringModel>> loadData(const char *name)
{
    return ScoringModel::load(dataFile(QString::fromLatin1(name)).toStdString());
}

} // namespace

class TestScoringModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void predictsAsXgboost_data();
    void predictsAsXgboost();
    void refusesModels_data();
    void refusesModels();
    void findsDamage_data();
    void findsDamage();
    void readsLinearModels();
    void readsLogisticModels();
    void refusesLinearModels_data();
    void refusesLinearModels();
    void readsFiles();
};

void TestScoringModel::predictsAsXgboost_data()
{
    QTest::addColumn<QString>("first_feature");
    QTest::addColumn<QString>("text");
    QTest::newRow("squarederror") << "heart_rate"
                                  << "gradient-boosted trees, 6 trees, reg:squarederror";
    QTest::newRow("absoluteerror") << "f0"
                                   << "gradient-boosted trees, 3 trees, reg:absoluteerror";
    QTest::newRow("logistic") << "heart_rate"
                              << "gradient-boosted trees, 6 trees, binary:logistic";
    QTest::newRow("shares") << "heart_rate"
                            << "gradient-boosted trees, 3 trees, reg:logistic";
    QTest::newRow("pseudohuber") << "heart_rate"
                                 << "gradient-boosted trees, 3 trees, reg:pseudohubererror";
    QTest::newRow("dart") << "heart_rate"
                          << "gradient-boosted trees, 8 trees, binary:logistic";
    QTest::newRow("forest") << "heart_rate"
                            << "gradient-boosted trees, 6 trees, reg:squarederror";
}

void TestScoringModel::predictsAsXgboost()
{
    QFETCH(QString, first_feature);
    QFETCH(QString, text);
    const QString name = QString::fromLatin1(QTest::currentDataTag());
    const auto model = ScoringModel::load(dataFile(name + QStringLiteral(".json")).toStdString());
    QVERIFY2(model.ok(), model ? "" : model.error().text().c_str());
    QCOMPARE(QString::fromStdString((*model)->text()), text);
    QCOMPARE((*model)->features().size(), std::size_t { 4 });
    QCOMPARE(QString::fromStdString((*model)->features().front()), first_feature);
    QVERIFY((*model)->memoryBytes() > 100);

    const QJsonObject expected = QJsonDocument::fromJson(contents(name + QStringLiteral(".expected.json"))).object();
    const QJsonArray rows = expected[QLatin1String("rows")].toArray();
    const QJsonArray predictions = expected[QLatin1String("predictions")].toArray();
    QCOMPARE(rows.size(), 24);
    for (int row = 0; row < rows.size(); ++row) {
        std::vector<double> values;
        for (const QJsonValue &value : rows[row].toArray())
            values.push_back(value.isNull() ? no_number : value.toDouble());
        const double wanted = predictions[row].toDouble();
        const double got = (*model)->score(values);
        // XGBoost gives a float, and adds its trees in an order of its own.
        QVERIFY2(std::abs(got - wanted) <= 2e-6 * std::max(1.0, std::abs(wanted)),
                 qPrintable(QStringLiteral("row %1: %2, not %3").arg(row).arg(got, 0, 'g', 9).arg(wanted, 0, 'g', 9)));
    }
    QVERIFY(std::isnan((*model)->score(std::vector<double> { 1, 2 })));
}

void TestScoringModel::refusesModels_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("message");
    QTest::newRow("refused_multi.json") << "learner.objective.name"
                                        << "Models with the objective \"multi:softprob\" are not supported";
    QTest::newRow("refused_poisson.json") << "learner.objective.name"
                                          << "Models with the objective \"count:poisson\" are not supported";
    QTest::newRow("refused_logitraw.json") << "learner.objective.name"
                                           << "Models with the objective \"binary:logitraw\" are not supported";
    QTest::newRow("refused_gblinear.json") << "learner.gradient_booster.name"
                                           << "Models of the booster \"gblinear\" are not supported";
    QTest::newRow("refused_categories.json") << "learner.gradient_booster.model.trees[0].split_type"
                                             << "Splits by category are not supported";
    QTest::newRow("nowhere.json") << ""
                                  << "The model cannot be read";
}

void TestScoringModel::refusesModels()
{
    QFETCH(QString, place);
    QFETCH(QString, message);
    const auto model = loadData(QTest::currentDataTag());
    QVERIFY(!model.ok());
    QCOMPARE(QString::fromStdString(model.error().message), message);
    const QString file = dataFile(QString::fromLatin1(QTest::currentDataTag()));
    QCOMPARE(QString::fromStdString(model.error().place), place.isEmpty() ? file : file + QStringLiteral(": ") + place);
    QVERIFY(!model.error().remedy.empty());
}

void TestScoringModel::findsDamage_data()
{
    QTest::addColumn<QByteArray>("was");
    QTest::addColumn<QByteArray>("becomes");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("message");
    const QString tree = QStringLiteral("learner.gradient_booster.model.trees[0].");
    const auto row = [&](const char *name, const char *was, const char *becomes, const QString &place, const char *message) {
        QTest::newRow(name) << QByteArray(was) << QByteArray(becomes) << place << QString::fromLatin1(message);
    };
    row("the root is its own child", "\"left_children\":[1,", "\"left_children\":[0,",
        tree + QStringLiteral("left_children"), "Node 0 is reached in two ways");
    row("two parents", "\"left_children\":[1,", "\"left_children\":[2,", tree + QStringLiteral("left_children"),
        "Node 2 is reached in two ways");
    row("a child out of range", "\"left_children\":[1,", "\"left_children\":[99,", tree + QStringLiteral("left_children[0]"),
        "A whole number from -1 to 14 is expected");
    row("a child at half", "\"left_children\":[1,", "\"left_children\":[1.5,", tree + QStringLiteral("left_children[0]"),
        "A whole number from -1 to 14 is expected");
    row("a child of one side", "\"left_children\":[1,", "\"left_children\":[-1,", tree + QStringLiteral("right_children[0]"),
        "A node has both children or none");
    row("a feature out of range", "\"split_indices\":[0,", "\"split_indices\":[4,",
        tree + QStringLiteral("split_indices[0]"), "A whole number from 0 to 3 is expected");
    row("too few default branches", "\"default_left\":[0,", "\"default_left\":[", tree + QStringLiteral("default_left"),
        "15 entries are expected");
    row("a threshold as text", "\"split_conditions\":[", "\"split_conditions\":[\"NaN\",",
        tree + QStringLiteral("split_conditions[0]"), "A finite number is expected");
    row("a threshold too large for a float", "\"split_conditions\":[-1.6665486E-1,", "\"split_conditions\":[1E39,",
        tree + QStringLiteral("split_conditions"), "A number is too large");
    row("cut in two", "\"trees\":[{", "", QString(), "");
    row("base score no number", "\"base_score\":\"[", "\"base_score\":\"[x",
        QStringLiteral("learner.learner_model_param.base_score"), "One finite number is expected");
    row("no objective", "\"objective\"", "\"subjective\"", QStringLiteral("learner.objective"), "It is missing");
    row("more names than features", "\"0\",\"num_feature\":\"4\",\"num_t", "\"0\",\"num_feature\":\"3\",\"num_t",
        QStringLiteral("learner.feature_names"), "3 names are expected");
    row("features beyond all bounds", "\"0\",\"num_feature\":\"4\",\"num_t", "\"0\",\"num_feature\":\"1e9\",\"num_t",
        QStringLiteral("learner.learner_model_param.num_feature"), "1 to 4096 features are expected");
    row("several targets", "\"num_target\":\"1\"", "\"num_target\":\"2\"",
        QStringLiteral("learner.learner_model_param.num_target"), "Models with several results are not supported");
}

void TestScoringModel::findsDamage()
{
    QFETCH(QByteArray, was);
    QFETCH(QByteArray, becomes);
    QFETCH(QString, place);
    QFETCH(QString, message);
    QByteArray json = contents(QStringLiteral("squarederror.json"));
    const auto at = json.indexOf(was);
    QVERIFY2(at >= 0, was.constData());
    json.replace(at, was.size(), becomes);
    const auto model = ScoringModel::parse(json.toStdString());
    QVERIFY(!model.ok());
    QVERIFY(!model.error().place.empty() && !model.error().message.empty() && !model.error().remedy.empty());
    if (place.isEmpty())
        return;
    QCOMPARE(QString::fromStdString(model.error().message), message);
    QCOMPARE(QString::fromStdString(model.error().place), place);
}

void TestScoringModel::readsLinearModels()
{
    const auto model = ScoringModel::parse(R"({ "model": "linear", "intercept": -3.5, "features": [
        { "name": "heart_rate", "weight": 2, "mean": 80.0, "scale": 4.0, "missing": 72.0 },
        { "name": "spo2", "weight": -0.5 } ] })");
    QVERIFY2(model.ok(), model ? "" : model.error().text().c_str());
    QCOMPARE((*model)->features().size(), std::size_t { 2 });
    QCOMPARE((*model)->features()[1], std::string("spo2"));
    QCOMPARE((*model)->text(), std::string("linear, 2 features"));
    QCOMPARE((*model)->score(std::vector<double> { 90, 98 }), -3.5 + 2 * 10 / 4.0 - 49);
    QCOMPARE((*model)->score(std::vector<double> { no_number, 98 }), -3.5 - 2 * 8 / 4.0 - 49);
    QVERIFY(std::isnan((*model)->score(std::vector<double> { 90, no_number })));
    QVERIFY(std::isnan((*model)->score(std::vector<double> { 90 })));
}

void TestScoringModel::readsLogisticModels()
{
    const auto model = ScoringModel::parse(R"({ "model": "logistic", "features": [ { "name": "load", "weight": 1 } ] })");
    QVERIFY2(model.ok(), model ? "" : model.error().text().c_str());
    QCOMPARE((*model)->score(std::vector<double> { 0 }), 0.5);
    QCOMPARE((*model)->score(std::vector<double> { 2 }), 1 / (1 + std::exp(-2.0)));
    QCOMPARE((*model)->score(std::vector<double> { -1e6 }), 0.0);
    QCOMPARE((*model)->score(std::vector<double> { 1e6 }), 1.0);
}

void TestScoringModel::refusesLinearModels_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("message");
    QTest::newRow("no JSON") << QByteArray("{ \"model\": ") << "the model"
                             << "";
    QTest::newRow("binary") << QByteArray("{L\x01\x02") << "the model"
                            << "";
    QTest::newRow("something else") << QByteArray("{ \"a\": 1 }") << "the model"
                                    << "This is neither a model of XGBoost nor a linear one";
    QTest::newRow("a list") << QByteArray("[]") << "the model"
                            << "This is neither a model of XGBoost nor a linear one";
    QTest::newRow("unknown") << QByteArray(R"({ "model": "cubic", "features": [ { "name": "a", "weight": 1 } ] })")
                             << "model"
                             << "There is no model \"cubic\"";
    QTest::newRow("no features") << QByteArray(R"({ "model": "linear", "features": [] })") << "features"
                                 << "A list of 1 to 4096 features is expected";
    QTest::newRow("no weight") << QByteArray(R"({ "model": "linear", "features": [ { "name": "a" } ] })")
                               << "features[0].weight"
                               << "It is missing";
    QTest::newRow("scale 0") << QByteArray(
        R"({ "model": "linear", "features": [ { "name": "a", "weight": 1, "scale": 0 } ] })")
                             << "features[0].scale"
                             << "The scale is 0";
    QTest::newRow("twice") << QByteArray(
        R"({ "model": "linear", "features": [ { "name": "a", "weight": 1 }, { "name": "a", "weight": 2 } ] })")
                           << "features[1].name"
                           << "\"a\" stands there twice";
    QTest::newRow("a weight too large") << QByteArray(
        R"({ "model": "linear", "features": [ { "name": "a", "weight": 1e999 } ] })")
                                        << "the model"
                                        << "";
}

void TestScoringModel::refusesLinearModels()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, place);
    QFETCH(QString, message);
    const auto model = ScoringModel::parse(json.toStdString());
    QVERIFY(!model.ok());
    QCOMPARE(QString::fromStdString(model.error().place), place);
    if (!message.isEmpty())
        QCOMPARE(QString::fromStdString(model.error().message), message);
    QVERIFY(!model.error().message.empty() && !model.error().remedy.empty());
}

void TestScoringModel::readsFiles()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("large.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(static_cast<qint64>(ScoringModel::most_bytes) + 1));
    file.close();
    const auto model = ScoringModel::load(path.toStdString());
    QVERIFY(!model.ok());
    QCOMPARE(model.error().message, std::string("The model is larger than 64 MB"));
    QCOMPARE(QString::fromStdString(model.error().place), path);
}

QTEST_GUILESS_MAIN(TestScoringModel)
#include "tst_scoringmodel.moc"
