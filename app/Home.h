// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sluice {

// A service may run without the variable HOME, and what Qt makes of that depends on the current folder: then it is set
// to the account's folder, or to the one for temporary files where the account has none. Before there is any thread.
void provideHome();

} // namespace sluice
