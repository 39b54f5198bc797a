// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include <QDialog>

#include "core/base/Error.h"
#include "core/media/CameraControl.h"

class QLabel;
class QPushButton;
class QScrollArea;

namespace sluice {

// The knobs that the camera has, and no others. Stays open beside the window, so that the picture shows what they do;
// everything acts at once.
class CameraDialog : public QDialog {
    Q_OBJECT
public:
    explicit CameraDialog(QWidget* parent = nullptr);

    // `title`: the camera, for people. A knob that a hand is just moving stays where the hand has it.
    void setControls(const QString& title, const std::vector<CameraControl>& controls);
    // In place of the knobs: `text` says why there are none. Empty: there are.
    void setProblem(const QString& title, const QString& text);
    QWidget* editor(const QString& key) const; // slider, check box, list or button; nullptr: there is none
    QPushButton* standard() const { return m_standard; }

signals:
    void valueChosen(const QString& key, qint64 value);
    void standardRequested();

private:
    struct Row {
        QWidget* editor = nullptr;
        QWidget* name = nullptr;
        QLabel* value = nullptr; // of a slider
        CameraControl control;
    };
    void build(const std::vector<CameraControl>& controls);
    QWidget* makeEditor(const CameraControl& control, QLabel* value);
    void fill(Row& row, const CameraControl& control);

    QLabel* m_title;
    QLabel* m_problem;
    QScrollArea* m_scroll;
    QPushButton* m_standard;
    std::map<QString, Row> m_rows;
    std::vector<CameraControl> m_shape; // that the rows were built for, without their values
};

} // namespace sluice
