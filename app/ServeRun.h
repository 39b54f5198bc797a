// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "app/AppContext.h"
#include "app/Run.h"

namespace sluice {

// `sluice serve`: the built-in server alone, until the time given or an interruption.
class ServeRun final : public Run {
    Q_OBJECT
public:
    ServeRun(AppContext& context, CommonOptions common);
    void begin() override;
    void interrupt() override;

private:
    void onServer();
    void finish(int status);

    AppContext& m_context;
    const CommonOptions m_common;
    QTimer m_timer;
    bool m_announced = false;
    bool m_finished = false;
};

} // namespace sluice
