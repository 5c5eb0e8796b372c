namespace NTWorkstation.Audio.Graph;

/// <summary>What made the samples: the facts a render's hash is recorded with.</summary>
/// <param name="IsaClass">Results are equal within a class, such as "x86-64-v3".</param>
public sealed record EngineVersions(string Engine, string IsaClass, string Codec, string Resampler, string Pitch);
