using NTWorkstation.Audio.Chain;
using NTWorkstation.Audio.Chain.Design;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts.Chains;
using NTWorkstation.Contracts.Sessions;

namespace NTWorkstation.Mastering.Render.Plan;

/// <summary>The files that a plan's processors name: checked, and put in the place of their hashes.</summary>
internal sealed class PlannedFiles(RenderPlan plan)
{
    /// <exception cref="MediaException">NotFound, Changed, Io.</exception>
    public void Require(IDecode decode, ContentHash hashOf, CancellationToken cancellation)
    {
        foreach (var file in plan.Files ?? [])
        {
            const string name = "an impulse response of the session";
            PlannedMedia.Require(file, name, hashOf, cancellation);
            // They last seconds: those whose samples depend on the decoder are decoded once more.
            if (file.PcmHash is not null) PlannedMedia.RequirePcm(file, name, new MediaImport(decode, hashOf).Read(file.Path, cancellation).PcmHash);
        }
    }

    /// <exception cref="ArgumentException">A parameter names a file that the plan does not: nobody would see it change.</exception>
    public ProcessorSpec Spec(ProcessorSettings settings)
    {
        foreach (var (path, _, value) in ProcessorMedia.Files(settings))
        {
            if (ProcessorMedia.HashOf(value) is { } hash)
                settings = settings.With(path, new TextValue(Find(hash)?.Path ?? throw Unknown(settings, path, value)));
            else if (!value.Text.StartsWith(SynthesisedRoom.Prefix, StringComparison.Ordinal)) throw Unknown(settings, path, value);
        }
        return settings.ToSpec();
    }

    private MediaReference? Find(string hash) => plan.Files?.FirstOrDefault(f => f.ContentHash == hash);

    private static ArgumentException Unknown(ProcessorSettings settings, ParameterPath path, TextValue value) =>
        new($"{settings.Processor}.{path} names {value.Text}, of which no hash is known. Set it again, to the path of the file.");
}
