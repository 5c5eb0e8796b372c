using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Match;

/// <summary>nt match: give a target the sound of a reference.</summary>
internal sealed class MatchCommand : NtCommand
{
    public MatchCommand(CommandContext context) : base("match", "Gives a target the sound of a reference: tone, dynamics, stereo width and loudness, with parameters that can be read, saved and applied to other files.")
    {
        var options = new MatchOptions();
        Usage = "--reference R[:WEIGHT] --target T --out O [options]";
        Group("Files", options.References, options.Target, options.Out);
        Group("Matching", options.Mode, options.Amount, options.Lufs, options.Ceiling, options.EqOnly, options.ImpulseResponse, options.Pitch);
        Group("Stages to leave out", options.Off);
        Group("Stored as", options.Output.All);
        Group("Further results", options.SavePreset, options.Report, options.Preview, options.Json);
        Remarks =
        [
            "A reference may be followed by its weight: --reference a.wav:2 --reference b.wav counts a.wav twice. A path with a colon in it works as it is.",
            "The output is never one of the inputs, and what stood there before is replaced only when the new file is whole.",
        ];
        Examples =
        [
            ("nt match --reference hit.wav --target mix.wav --out master.flac", "24 bit FLAC with the sound of hit.wav, true peak at most −1 dBTP."),
            ("nt match --reference a.flac:2 --reference b.flac --target mix.wav --out m.wav --amount 60 --report m.html", "60 % of the way to the mean of two references, and a report."),
            ("nt match --reference brand.json --target show.wav --out show.mp3 --lufs -16 --save-preset show.json", "To a saved curve at −16 LUFS; the parameters are kept for other episodes."),
        ];
        SetAction(parsed => MatchRun.Execute(context, options.Read(parsed)));
    }
}
