// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace sluice {

// Keeps what sound libraries say to nobody in particular off stderr, which carries only Sluice's own words. ALSA and
// JACK have handlers for that; PortAudio, as Debian builds it, prints "Expression '…' failed in '…'" straight to the C
// library's `stderr` for every refused device, also from its callback thread. With glibc, `stderr` is a variable:
// from the first call on it is a stream that forwards all lines but those to the same descriptor. Idempotent, for
// the rest of the process's life, because another thread may be writing at any moment. Any thread.
void silenceSoundLibraries();

// True for a line that a sound library wrote.
bool isLibraryChatter(std::string_view line);

} // namespace sluice
