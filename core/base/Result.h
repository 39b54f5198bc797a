// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <utility>
#include <variant>

#include "core/base/Error.h"

namespace sluice {

// A value or the Error that kept it from being. Asking for the one that is not there is a programming error and
// ends the program (std::get throws through a noexcept function).
// Ending the program there is meant.
// NOLINTBEGIN(bugprone-exception-escape)
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value)) { } // NOLINT(google-explicit-constructor)
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) { } // NOLINT

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & noexcept { return std::get<0>(m_state); }
    const T& value() const& noexcept { return std::get<0>(m_state); }
    T&& value() && noexcept { return std::get<0>(std::move(m_state)); }
    T& operator*() & noexcept { return value(); }
    const T& operator*() const& noexcept { return value(); }
    T&& operator*() && noexcept { return std::move(*this).value(); }
    T* operator->() noexcept { return &value(); }
    const T* operator->() const noexcept { return &value(); }

    const Error& error() const noexcept { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) { } // NOLINT(google-explicit-constructor)

    bool ok() const { return !m_error.has_value(); }
    explicit operator bool() const { return ok(); }
    const Error& error() const noexcept
    {
        // NOLINTNEXTLINE(bugprone-unchecked-optional-access): see above
        return m_error.value();
    }

private:
    std::optional<Error> m_error;
};
// NOLINTEND(bugprone-exception-escape)

} // namespace sluice
