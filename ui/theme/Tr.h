// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include <QString>

#include "core/base/Error.h"
#include "core/base/Sentence.h"

namespace sluice {

QString qstr(std::string_view text);
// A text of core in the window's language. Arguments that are texts of core themselves (a broken rule, a cause) are
// translated too.
QString trSentence(const Sentence& sentence);
QString trError(const Error& error);
// A text of core that is no Sentence: names of events, causes.
QString trCore(std::string_view source);
// A label, explanation or choice of the settings' schema.
QString trSetting(std::string_view source);

} // namespace sluice
