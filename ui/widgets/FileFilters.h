// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace sluice::filefilters {

// For the dialogs that ask for a file: what is meant first, then everything, because endings are no promise.
QStringList media(); // pictures in motion, or sound
QStringList pictures();
QStringList picturesAndMedia();

} // namespace sluice::filefilters
