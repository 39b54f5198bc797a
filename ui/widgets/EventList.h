// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>

#include <QAbstractScrollArea>

#include "core/base/Time.h"

namespace sluice {

class Theme;

// What happened, newest first: a time and a sentence each. Keeps the last kMostRows.
class EventList : public QAbstractScrollArea {
    Q_OBJECT
public:
    static constexpr std::size_t kMostRows = 500;

    explicit EventList(const Theme& theme, QWidget* parent = nullptr);

    void add(Duration at, const QString& text);
    void clear();
    void setEmptyText(const QString& text); // what stands there before the first
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Row {
        QString time;
        QString text;
    };
    int rowHeight() const;
    void updateBar();
    void describe();

    const Theme& m_theme;
    QString m_empty;
    std::deque<Row> m_rows; // newest first
};

} // namespace sluice
