// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QDialog>

#include "core/session/Background.h"
#include "core/session/WatchSession.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace sluice {

class NumberBox;

// Everything that the link emulator can do: a preset or pattern, a constant bandwidth or a recorded trace, delay and
// jitter, one stall, and the seed. Stays beside the window, so that the graph can be watched. Traces are read on a
// thread of their own.
class LinkDialog : public QDialog {
    Q_OBJECT
public:
    explicit LinkDialog(QWidget* parent = nullptr);
    ~LinkDialog() override;

    // What is in force, shown where it was not edited here.
    void setInForce(const LinkPlan& plan);
    // Reads a trace of any of the known formats; what is wrong with it is said.
    void openTrace(const QString& path);
    bool loading() const;
    void chooseTrace(); // asks for the file

    QComboBox* preset() const { return m_preset; }
    QSpinBox* bandwidth() const { return m_bandwidth; }
    QSpinBox* delay() const { return m_delay; }
    QSpinBox* jitter() const { return m_jitter; }
    QDoubleSpinBox* stallFor() const { return m_stallFor; }
    QDoubleSpinBox* stallAt() const { return m_stallAt; }
    QSpinBox* seed() const;
    QLabel* message() const { return m_message; }
    QPushButton* useButton() const { return m_use; }
    QPushButton* offButton() const { return m_off; }
    QPushButton* traceButton() const { return m_browse; }
    QPushButton* dropButton() const { return m_drop; }

signals:
    void linkRequested(const sluice::LinkPlan& plan);

private:
    void buildForm();
    void takePreset();
    void onTrace(Result<LinkPlan> plan);
    void dropTrace();
    void fill(const LinkPlan& plan);
    void refresh();
    LinkPlan plan() const; // as it is edited
    void use();
    void say(const QString& text, bool bad);
    void grow();

    QComboBox* m_preset;
    QLabel* m_trace;
    QPushButton* m_browse;
    QPushButton* m_drop;
    QSpinBox* m_bandwidth;
    QSpinBox* m_delay;
    QSpinBox* m_jitter;
    QDoubleSpinBox* m_stallFor;
    QDoubleSpinBox* m_stallAt;
    NumberBox* m_seed;
    QLabel* m_message;
    QPushButton* m_off;
    QPushButton* m_use;
    LinkPlan m_base; // its trace, and whatever has no field of its own
    bool m_edited = false;
    bool m_showing = false; // values are put in, nobody types
    Background<Result<LinkPlan>> m_reader; // declared last: its thread ends first
};

} // namespace sluice
