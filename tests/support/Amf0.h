// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sluice::test::amf0 {

using Bytes = std::vector<std::uint8_t>;

// The values of AMF0, as far as RTMP commands and FLV metadata use them: numbers, booleans, strings, null and
// undefined (both null here), objects and ECMA arrays (both Object here), strict arrays. Dates are numbers.
struct Value;
using Object = std::vector<std::pair<std::string, Value>>; // in the order of the wire
using Array = std::vector<Value>;

struct Value {
    std::variant<std::nullptr_t, double, bool, std::string, Object, Array> data = nullptr;

    Value() = default;
    Value(std::nullptr_t) { } // NOLINT(google-explicit-constructor)
    Value(double number) : data(number) { } // NOLINT(google-explicit-constructor)
    Value(int number) : data(static_cast<double>(number)) { } // NOLINT(google-explicit-constructor)
    Value(bool flag) : data(flag) { } // NOLINT(google-explicit-constructor)
    Value(std::string text) : data(std::move(text)) { } // NOLINT(google-explicit-constructor)
    Value(const char* text) : data(std::string(text)) { } // NOLINT(google-explicit-constructor)
    Value(Object object) : data(std::move(object)) { } // NOLINT(google-explicit-constructor)
    Value(Array array) : data(std::move(array)) { } // NOLINT(google-explicit-constructor)

    // What it holds, or the given stand-in when it holds something else.
    double number(double otherwise = 0) const;
    std::string text(std::string otherwise = {}) const;
    // The field of an object; null when there is none.
    Value field(std::string_view name) const;
};

// Appends values to `out`. Objects are written as objects; encodeEcmaArray writes the form that onMetaData has.
void encode(const Value& value, Bytes& out);
void encodeEcmaArray(const Object& object, Bytes& out);
Bytes encodeAll(const Array& values);

// All values of a message. Nothing when the bytes end too early, nest deeper than 16, or hold a type that is not
// among those above.
std::optional<Array> decodeAll(std::span<const std::uint8_t> bytes);

} // namespace sluice::test::amf0
