// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/SettingsDriver.h"

#include <algorithm>
#include <cstdio>

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPushButton>

#include "ui/settings/SettingEditor.h"
#include "ui/theme/Tr.h"

namespace sluice::test {

int SettingsDriver::settingsEvents()
{
    const auto events = m_context->watch.eventsSince(0).events;
    return static_cast<int>(std::ranges::count(events, EventKind::SettingsChanged, &Event::kind));
}

void SettingsDriver::edit(std::string_view key, const QString& text)
{
    SettingEditor* row = dialog().editor(key);
    QVERIFY2(row != nullptr, key.data());
    dialog().showPage(row->row().page);
    QWidget* editor = row->editor();
    QVERIFY2(editor->isVisible(), key.data());
    editor->setFocus();
    if (auto* choice = qobject_cast<QComboBox*>(editor)) {
        const int index = choice->findData(text);
        QVERIFY2(index >= 0, key.data());
        choice->setCurrentIndex(index);
        return;
    }
    if (auto* flag = qobject_cast<QAbstractButton*>(editor)) {
        if (flag->isChecked() != (text == QLatin1String("true")))
            QTest::keyClick(flag, Qt::Key_Space);
        return;
    }
    if (auto* spin = qobject_cast<QAbstractSpinBox*>(editor))
        spin->selectAll();
    else
        qobject_cast<QLineEdit*>(editor)->selectAll();
    if (text.isEmpty())
        QTest::keyClick(editor, Qt::Key_Delete);
    QTest::keyClicks(editor, text);
    QTest::keyClick(editor, Qt::Key_Tab);
}

void SettingsDriver::apply()
{
    QVERIFY2(dialog().problem().isEmpty(), qPrintable(dialog().problem()));
    QVERIFY(dialog().applyButton()->isEnabled());
    QTest::mouseClick(dialog().applyButton(), Qt::LeftButton);
}

void SettingsDriver::change(const Changes& changes)
{
    for (const auto& [key, value] : changes)
        edit(key, QString::fromUtf8(value));
    apply();
}

void SettingsDriver::effect(const char* key, const char* value, const char* what,
    const std::function<bool()>& done, const Changes& before)
{
    QVERIFY2(!done(), key); // it is the change that does it
    const int told = settingsEvents();
    for (const auto& [other, text] : before)
        edit(other, QString::fromUtf8(text));
    edit(key, QString::fromUtf8(value));
    if (QTest::currentTestFailed())
        return;
    QElapsedTimer since;
    since.start();
    apply();
    const std::string_view name(key);
    const bool ofBuffer = name.starts_with("buffer.") || name.starts_with("live.");
    // What concerns the buffer is told as an event as well.
    const bool acted
        = until([&] { return done() && (!ofBuffer || settingsEvents() > told); }, kPromiseMs + 200);
    const auto took = since.elapsed();
    const WatchStatus now = status();
    std::printf("  %-20s → %-10s %5lld ms  %s (level %lld ms, speed %.2f)\n", key, value,
        static_cast<long long>(took), what, static_cast<long long>(toMs(now.level)), now.speed);
    std::fflush(stdout);
    numberedShot(key);
    QVERIFY2(acted && took <= kPromiseMs,
        qPrintable(
            QStringLiteral("%1: not “%2” within a second").arg(QLatin1String(key), QLatin1String(what))));
    m_shown.insert(std::string(name));
}

void SettingsDriver::numberedShot(std::string_view key)
{
    shot(QStringLiteral("effect-%1-%2").arg(++m_shots, 2, 10, QLatin1Char('0')).arg(qstr(key)));
}

void SettingsDriver::open(const std::string& url)
{
    m_context->watch.stop();
    QVERIFY(until([this] { return !m_context->watch.running(); }));
    WatchRequest request;
    request.buffer = BufferChoice::from(m_context->settings.current());
    request.url = url;
    request.audioOut = "file:" + m_folder.file("heard.wav");
    request.volume = 0.8;
    m_window->watch(request);
}

} // namespace sluice::test
