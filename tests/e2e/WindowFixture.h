// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <QApplication>
#include <QObject>
#include <QTest>

#include "app/AppContext.h"
#include "tests/support/TempDir.h"
#include "tests/support/VirtualDisplay.h"
#include "ui/MainWindow.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/GraphHistory.h"

namespace sluice::test {

// The program's window with all that is behind it, on a display and with settings of its own: what the tests share that
// click through it. Their folder is in memory where the system has one there: settings are written while the window
// waits, clips are read and recordings written, and how long a busy disk takes for that is none of a test's business.
class WindowFixture : public QObject {
public:
    // A display for runOnDisplay(); null, and the tests skip, where the machine has none to give.
    static std::unique_ptr<VirtualDisplay> makeDisplay(const std::string& size);

protected:
    using Changes = std::vector<std::pair<const char*, const char*>>; // key and value

    WindowFixture();
    ~WindowFixture() override;

    // Ends a test that fails in it: see QTest::currentTestFailed().
    void openWindow(const Changes& settings, MainWindow::Tab tab = MainWindow::Tab::Broadcast);
    void closeWindow(); // and what is behind it

    // Let the event loop run: until `done`, and whether it was in time; for so long.
    static bool until(const std::function<bool()>& done, int atMostMs = 15'000);
    static void run(int ms);

    const GraphSample& onGraph() const; // the newest
    // With SLUICE_SHOTS=FOLDER a picture of the screen goes there.
    void shot(const QString& name);

    TempDir m_folder;
    LogLevel m_logLevel = LogLevel::Warning; // of what is opened next
    std::unique_ptr<AppContext> m_context;
    std::unique_ptr<UiContext> m_ui;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;
};

// What main() does.
template <typename Test>
int runOnDisplay(int argc, char** argv, const std::string& size = "1280x800x24")
{
    const std::unique_ptr<VirtualDisplay> display = WindowFixture::makeDisplay(size);
    QApplication app(argc, argv);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace sluice::test
