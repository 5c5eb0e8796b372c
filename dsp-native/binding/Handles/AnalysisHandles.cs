using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_loudness.</summary>
internal sealed class LoudnessHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public LoudnessHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        AnalysisNative.nt_loudness_destroy(handle);
        return true;
    }
}

/// <summary>An nt_analyser.</summary>
internal sealed class AnalyserHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public AnalyserHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        AnalysisNative.nt_analyser_destroy(handle);
        return true;
    }
}

/// <summary>An nt_artifacts.</summary>
internal sealed class ArtifactsHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public ArtifactsHandle() : base(ownsHandle: true) { }

    protected override bool ReleaseHandle()
    {
        AnalysisNative.nt_artifacts_destroy(handle);
        return true;
    }
}
