// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "tests/e2e/WindowFixture.h"
#include "ui/settings/SettingsDialog.h"

namespace sluice::test {

// Changes settings as a person does: by keys and clicks in the dialog of the real window.
class SettingsDriver : public WindowFixture {
protected:
    static constexpr int kPromiseMs = 1000; // "acts within a second"

    WatchStatus status() { return m_context->watch.status(); }
    SettingsDialog& dialog() { return *m_window->settingsDialog(); }
    int settingsEvents(); // that the session has told
    void edit(std::string_view key, const QString& text);
    void apply();
    void change(const Changes& changes);
    // Changes `key` (and what has to go along) in the dialog and waits for `done`, for a second at most.
    void effect(const char* key, const char* value, const char* what, const std::function<bool()>& done,
        const Changes& before = {});
    void open(const std::string& url); // in the Watch tab
    void numberedShot(std::string_view key);

    std::set<std::string, std::less<>> m_shown; // keys whose effect was seen

private:
    int m_shots = 0;
};

} // namespace sluice::test
