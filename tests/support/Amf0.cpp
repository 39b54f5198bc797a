// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Amf0.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace sluice::test::amf0 {

namespace {

constexpr int kMaxDepth = 16;

enum Marker : std::uint8_t {
    NumberMarker = 0x00,
    BooleanMarker = 0x01,
    StringMarker = 0x02,
    ObjectMarker = 0x03,
    NullMarker = 0x05,
    UndefinedMarker = 0x06,
    EcmaArrayMarker = 0x08,
    ObjectEndMarker = 0x09,
    StrictArrayMarker = 0x0a,
    DateMarker = 0x0b,
    LongStringMarker = 0x0c,
};

void put(std::uint64_t value, int byteCount, Bytes& out)
{
    for (int shift = 8 * (byteCount - 1); shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void putText(std::string_view text, int lengthBytes, Bytes& out)
{
    put(text.size(), lengthBytes, out);
    out.insert(out.end(), text.begin(), text.end());
}

void putFields(const Object& object, Bytes& out)
{
    for (const auto& [name, value] : object) {
        putText(name, 2, out);
        encode(value, out);
    }
    put(0, 2, out);
    out.push_back(ObjectEndMarker);
}

class Reader {
public:
    explicit Reader(std::span<const std::uint8_t> bytes) : m_bytes(bytes) { }

    bool atEnd() const { return m_bytes.empty(); }
    bool failed() const { return m_failed; }
    Value value(int depth = 0);

private:
    std::uint64_t take(std::size_t byteCount);
    std::string takeText(int lengthBytes);
    Object takeFields(int depth);
    Array takeArray(int depth);
    Value fail();

    std::span<const std::uint8_t> m_bytes;
    bool m_failed = false;
};

Value Reader::fail()
{
    m_failed = true;
    m_bytes = {};
    return {};
}

std::uint64_t Reader::take(std::size_t byteCount)
{
    if (m_bytes.size() < byteCount) {
        fail();
        return 0;
    }
    std::uint64_t value = 0;
    for (std::uint8_t byte : m_bytes.first(byteCount))
        value = value << 8 | byte;
    m_bytes = m_bytes.subspan(byteCount);
    return value;
}

std::string Reader::takeText(int lengthBytes)
{
    const std::uint64_t length = take(static_cast<std::size_t>(lengthBytes));
    if (length > m_bytes.size()) {
        fail();
        return {};
    }
    const auto bytes = m_bytes.first(length);
    m_bytes = m_bytes.subspan(length);
    return {bytes.begin(), bytes.end()};
}

Object Reader::takeFields(int depth)
{
    Object object;
    while (!m_failed) {
        std::string name = takeText(2);
        if (name.empty() && !m_bytes.empty() && m_bytes.front() == ObjectEndMarker) {
            take(1);
            break;
        }
        object.emplace_back(std::move(name), value(depth + 1));
    }
    return object;
}

Array Reader::takeArray(int depth)
{
    Array array;
    for (std::uint64_t left = take(4); left > 0 && !m_failed; --left)
        array.push_back(value(depth + 1));
    return array;
}

Value Reader::value(int depth)
{
    if (depth > kMaxDepth)
        return fail();
    switch (take(1)) {
    case NumberMarker:
        return std::bit_cast<double>(take(8));
    case BooleanMarker:
        return take(1) != 0;
    case StringMarker:
        return takeText(2);
    case LongStringMarker:
        return takeText(4);
    case NullMarker:
    case UndefinedMarker:
        return {};
    case ObjectMarker:
        return takeFields(depth);
    case EcmaArrayMarker:
        take(4); // a hint at the count, often wrong
        return takeFields(depth);
    case StrictArrayMarker:
        return takeArray(depth);
    case DateMarker: {
        const auto milliseconds = std::bit_cast<double>(take(8));
        take(2); // a time zone that nobody fills in
        return milliseconds;
    }
    default:
        return fail();
    }
}

struct Encoder {
    Bytes& out;
    void operator()(std::nullptr_t) const { out.push_back(NullMarker); }
    void operator()(double number) const
    {
        out.push_back(NumberMarker);
        put(std::bit_cast<std::uint64_t>(number), 8, out);
    }
    void operator()(bool flag) const
    {
        out.push_back(BooleanMarker);
        out.push_back(flag ? 1 : 0);
    }
    void operator()(const std::string& text) const
    {
        const bool isLong = text.size() > 0xffff;
        out.push_back(isLong ? LongStringMarker : StringMarker);
        putText(text, isLong ? 4 : 2, out);
    }
    void operator()(const Object& object) const
    {
        out.push_back(ObjectMarker);
        putFields(object, out);
    }
    void operator()(const Array& array) const
    {
        out.push_back(StrictArrayMarker);
        put(array.size(), 4, out);
        for (const Value& value : array)
            encode(value, out);
    }
};

} // namespace

double Value::number(double otherwise) const
{
    const auto* held = std::get_if<double>(&data);
    return held != nullptr ? *held : otherwise;
}

std::string Value::text(std::string otherwise) const
{
    const auto* held = std::get_if<std::string>(&data);
    if (held == nullptr)
        return otherwise;
    return *held;
}

Value Value::field(std::string_view name) const
{
    const auto* object = std::get_if<Object>(&data);
    if (object == nullptr)
        return {};
    const auto found = std::ranges::find_if(*object, [&](const auto& f) { return f.first == name; });
    return found != object->end() ? found->second : Value();
}

void encode(const Value& value, Bytes& out)
{
    std::visit(Encoder{out}, value.data);
}

void encodeEcmaArray(const Object& object, Bytes& out)
{
    out.push_back(EcmaArrayMarker);
    put(object.size(), 4, out);
    putFields(object, out);
}

Bytes encodeAll(const Array& values)
{
    Bytes out;
    for (const Value& value : values)
        encode(value, out);
    return out;
}

std::optional<Array> decodeAll(std::span<const std::uint8_t> bytes)
{
    Reader reader(bytes);
    Array values;
    while (!reader.atEnd())
        values.push_back(reader.value());
    if (reader.failed())
        return std::nullopt;
    return values;
}

} // namespace sluice::test::amf0
