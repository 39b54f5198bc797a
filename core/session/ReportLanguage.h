// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/ReportWords.h"

namespace sluice {

// The language that the program speaks: that of the translators that are installed and of the default locale. English
// where there are none. Its translate() may be called on any thread.
ReportWords reportWords();

} // namespace sluice
