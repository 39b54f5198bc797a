// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSpinBox>

#include "ui/settings/SettingEditor.h"
#include "ui/settings/SettingsDialog.h"

namespace sluice::test {

// The editor of a setting that is a whole number.
inline QSpinBox* box(SettingsDialog& dialog, const char* key)
{
    return qobject_cast<QSpinBox*>(dialog.editor(key)->editor());
}

} // namespace sluice::test
