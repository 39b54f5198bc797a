// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QTimer>

#include "app/AppContext.h"
#include "app/Run.h"
#include "core/session/ServerChronicle.h"

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
    void finish(int status, const std::optional<Error>& error = {});

    AppContext& m_context;
    const CommonOptions m_common;
    QTimer m_timer;
    NamedValues m_settings; // for the report
    std::optional<ServerChronicle> m_chronicle; // from begin() on
    bool m_announced = false;
    bool m_finished = false;
};

} // namespace sluice
