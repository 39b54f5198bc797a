// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "tests/support/ChildProcess.h"

namespace sluice::test {

// VLC as a server: plays `clip` again and again into the stream output chain `sout`. VLC refuses to be root, so a
// test that is root runs it as nobody, who then owns `folder`, its home.
ChildProcess::Plan vlcServing(const std::string& folder, const std::string& clip, const std::string& sout);

// `plan` as nobody if we are root, who then owns `folder`.
ChildProcess::Plan notAsRoot(ChildProcess::Plan plan, const std::string& folder);

} // namespace sluice::test
