// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QObject>

#include "core/base/Error.h"

namespace sluice {

// One command at work in the event loop. begin() is called once the loop runs; over() is emitted exactly once, with
// the exit status, after everything has ended and the files are written.
class Run : public QObject {
    Q_OBJECT
public:
    virtual void begin() = 0;
    // SIGINT, SIGTERM, or the window was closed: end cleanly, soon.
    virtual void interrupt() = 0;

signals:
    void over(int exitStatus);

protected:
    // The one sentence on stderr.
    static void complain(const Error& error);
    // One line on stdout, at once also through a pipe.
    static void print(const QString& line);
};

} // namespace sluice
