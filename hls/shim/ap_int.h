// SPDX-License-Identifier: Apache-2.0

// Integers of any width up to 128 bits for plain C++ compilers, as far as the kernels here use those of Vitis HLS, whose own
// header of this name takes the place of this one there.
//
// A value wraps to its width when it is made or assigned, as the vendor's does. Unlike there, operators work on the
// built-in type that holds a value: a sum or product has as many bits as that, not as many as it needs. Code that is
// to mean the same under both widens operands before it shifts them left, and assigns every result to a width that holds it.

#ifndef E2TRAIN_HLS_SHIM_AP_INT_H_
#define E2TRAIN_HLS_SHIM_AP_INT_H_

#include <cstdint>
#include <type_traits>

namespace e2train_shim {

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

// Holder is the smallest built-in type of at least so many bits.
template <int Bits, bool Signed>
struct Holder {
  static_assert(Bits >= 1 && Bits <= 128, "widths from 1 to 128");
  template <typename A, typename B>
  using Pick = typename std::conditional<Signed, A, B>::type;
  using Wide = typename std::conditional<(Bits <= 64), Pick<std::int64_t, std::uint64_t>, Pick<int128, uint128>>::type;
  using Word = typename std::conditional<(Bits <= 32), Pick<std::int32_t, std::uint32_t>, Wide>::type;
  using Half = typename std::conditional<(Bits <= 16), Pick<std::int16_t, std::uint16_t>, Word>::type;
  using Type = typename std::conditional<(Bits <= 8), Pick<std::int8_t, std::uint8_t>, Half>::type;
};

// Integer is a number of so many bits.
template <int Bits, bool Signed>
class Integer {
 public:
  using Type = typename Holder<Bits, Signed>::Type;
  static constexpr int width = Bits;

  Integer() = default;
  template <typename T, typename = typename std::enable_if<std::is_integral<T>::value || std::is_enum<T>::value ||
                                                           std::is_same<T, int128>::value || std::is_same<T, uint128>::value>::type>
  Integer(T v) : value_(wrap(static_cast<Type>(v))) {}
  template <int B, bool S>
  Integer(const Integer<B, S>& v) : Integer(static_cast<typename Integer<B, S>::Type>(v)) {}

  operator Type() const { return value_; }

  template <typename T>
  Integer& operator+=(T v) {
    return *this = Integer(value_ + v);
  }
  Integer& operator++() { return *this += 1; }

  bool operator[](int bit) const { return (value_ >> bit & 1) != 0; }

  // Bits is the part of a number between two bits, both included.
  class Range {
   public:
    Range(Integer* of, int low, int bits) : of_(of), low_(low), bits_(bits) {}
    template <typename T>
    Range& operator=(T v) {
      const Pattern part = (static_cast<Pattern>(v) & mask()) << low_;
      of_->value_ = static_cast<Type>((static_cast<Pattern>(of_->value_) & ~(mask() << low_)) | part);
      return *this;
    }
    operator std::uint64_t() const { return static_cast<std::uint64_t>(static_cast<Pattern>(of_->value_) >> low_ & mask()); }

   private:
    using Pattern = typename Holder<Bits, false>::Type;
    Pattern mask() const { return static_cast<Pattern>(static_cast<Pattern>(~Pattern{0}) >> (8 * static_cast<int>(sizeof(Pattern)) - bits_)); }
    Integer* of_;
    int low_;
    int bits_;
  };

  Range range(int high, int low) { return Range(this, low, high - low + 1); }

 private:
  static Type wrap(Type v) {
    constexpr int spare = 8 * static_cast<int>(sizeof(Type)) - Bits;
    using Pattern = typename Holder<Bits, false>::Type;
    return static_cast<Type>(static_cast<Type>(static_cast<Pattern>(static_cast<Pattern>(v) << spare)) >> spare);
  }

  Type value_;
};

}  // namespace e2train_shim

template <int Bits>
using ap_int = e2train_shim::Integer<Bits, true>;
template <int Bits>
using ap_uint = e2train_shim::Integer<Bits, false>;

#endif  // E2TRAIN_HLS_SHIM_AP_INT_H_
