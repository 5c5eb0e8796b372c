using Microsoft.Win32.SafeHandles;
using NTWorkstation.Dsp.Interop;

namespace NTWorkstation.Dsp.Handles;

/// <summary>An nt_processor that no graph owns yet.</summary>
internal sealed class ProcessorHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public ProcessorHandle() : base(ownsHandle: true) { }

    /// <summary>Hands the processor to its new owner.</summary>
    public nint Release()
    {
        var pointer = handle;
        SetHandleAsInvalid();
        return pointer;
    }

    public nint Pointer => handle;

    protected override bool ReleaseHandle()
    {
        GraphNative.nt_processor_destroy(handle);
        return true;
    }
}

/// <summary>An nt_graph with its processors.</summary>
internal sealed class GraphHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public GraphHandle() : base(ownsHandle: true) { }

    /// <summary>Hands the graph to its new owner.</summary>
    public void Release() => SetHandleAsInvalid();

    public nint Pointer => handle;

    protected override bool ReleaseHandle()
    {
        GraphNative.nt_graph_destroy(handle);
        return true;
    }
}
