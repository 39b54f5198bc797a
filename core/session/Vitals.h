// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <QObject>

#include "core/base/Clock.h"
#include "core/base/Error.h"

namespace sluice {

// What the disk of `folder` has free, bytes; a folder that is missing lies on the disk of what there is of the way to it.
// Nothing: it does not say. May take as long as the disk needs: to be asked aside (see Aside), for kDiskPatience.
inline constexpr Duration kDiskPatience = seconds(2);
std::optional<std::int64_t> freeBytesAt(const std::string& folder);

// As above, and why nothing could be written there, where that can be seen without trying.
struct FolderFacts {
    std::optional<std::int64_t> free;
    std::optional<Error> unwritable;
};
FolderFacts factsOf(const std::string& folder);

// What the program takes of this computer, and what the disk for recordings has left; looked at every kEach while it is
// wanted. Lives in the thread that made it. No call blocks, whatever the disk does.
class Vitals : public QObject {
    Q_OBJECT
public:
    static constexpr Duration kEach = seconds(2);

    explicit Vitals(Clock& clock, QObject* parent = nullptr);
    ~Vitals() override;

    void setFolder(const std::string& folder); // looked at anew
    void setWanted(bool wanted);
    // Of all processors together, 0…1, over the last kEach; nothing before the second look.
    std::optional<double> processorShare() const;
    std::optional<std::int64_t> freeBytes() const;

signals:
    void changed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
