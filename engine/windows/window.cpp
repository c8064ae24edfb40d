// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows/window.h"

namespace streamgauge {

Result<std::unique_ptr<Window>> Window::make(const WindowSpec &spec,
                                             const WindowLimits &limits) {
  if (auto checked = checkWindow(spec); !checked)
    return checked.error();
  if (limits.most_samples_per_key == 0 || limits.most_bytes == 0)
    return Error{ErrorKind::Configuration, "a window needs room for one sample",
                 "limits", "raise the limits"};
  return Error{ErrorKind::Unsupported, "this window is not built in", "over",
               ""};
}

std::size_t Window::mostBytesPerKey(const WindowSpec &,
                                    const WindowLimits &limits) {
  return limits.most_bytes;
}

} // namespace streamgauge
