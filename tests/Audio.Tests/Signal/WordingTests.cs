using NTWorkstation.Audio.Signal;
using Xunit;

namespace NTWorkstation.Audio.Tests.Signal;

public sealed class WordingTests
{
    [Fact]
    public void Given_negative_numbers_then_they_have_a_real_minus_and_a_rounded_zero_has_none()
    {
        Assert.Equal("−1.5 dB, 0.0 ms, 0 %, −0.04, 98 %", Wording.Say($"{-1.5:0.0} dB, {-0.04:0.0} ms, {-0.2:0} %, {-0.04:0.00}, {0.98:P0}"));
    }
}
