// SPDX-License-Identifier: GPL-3.0-or-later
// A module that offers one connector kind; TEST_EXTENSION_ABI and TEST_EXTENSION_KIND come from the build.
#include "engine/source/registry.h"

namespace streamgauge {

namespace {

class TestFactory final : public ConnectorFactory
{
public:
    TestFactory()
    {
        info_.kind = TEST_EXTENSION_KIND;
        info_.aliases = { TEST_EXTENSION_KIND "-alias" };
    }
    [[nodiscard]] const ConnectorInfo &info() const override { return info_; }
    [[nodiscard]] Result<std::unique_ptr<Connector>> create(const std::string &, const Settings &,
                                                            const Clock &) const override
    {
        return Error { ErrorKind::Unsupported, "only for looking at", "", "" };
    }

private:
    ConnectorInfo info_;
};

} // namespace

} // namespace streamgauge

extern "C" __attribute__((visibility("default"))) std::uint32_t streamgaugeExtensionAbi()
{
    return TEST_EXTENSION_ABI;
}

extern "C" __attribute__((visibility("default"))) void streamgaugeRegister(streamgauge::Registry *registry)
{
    registry->add(std::make_unique<streamgauge::TestFactory>());
    registry->add(streamgauge::Benchmark { TEST_EXTENSION_KIND, "", "", {} });
}
