using Xunit;

namespace NTWorkstation.Kernel.Tests.Diagnostics;

/// <summary>Tests that listen to the process's meters and traces, or need that nobody does: one after another.</summary>
[CollectionDefinition(Name)]
public sealed class DiagnosticsCollection
{
    public const string Name = "Diagnostics";
}
