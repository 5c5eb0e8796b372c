using NTWorkstation.Dsp.Handles;

namespace NTWorkstation.Dsp.Ring;

/// <summary>A ring of frames of any kind, for the feeder, which reads it natively.</summary>
internal interface IRing
{
    RingHandle Handle { get; }
}
