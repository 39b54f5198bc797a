// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Run.h"

#include <cstdio>

#include "app/Output.h"
#include "core/base/Redact.h"

namespace sluice {

void Run::complain(const Error& error)
{
    std::fprintf(stderr, "%s\n", redact(error.message()).c_str());
}

void Run::print(const QString& line)
{
    printOut(line.toStdString() + '\n');
}

} // namespace sluice
