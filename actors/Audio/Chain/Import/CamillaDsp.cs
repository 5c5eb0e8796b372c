using NTWorkstation.Audio.Signal;

namespace NTWorkstation.Audio.Chain.Import;

/// <summary>CamillaDSP's configuration: its pipeline of filters and mixers as a chain. Devices and resampling are the player's and left to it.</summary>
public static class CamillaDsp
{
    /// <param name="document">Of the YAML file.</param>
    public static ImportedChain Read(SettingNode document, ImportSource source) => document is SettingMap root
        ? new Reading(source, root, []).Run()
        : new ImportedChain([], [new(source.File, document.Line, "YAML", "a configuration is a map with filters and a pipeline")], []);

    private sealed class Reading(ImportSource source, SettingMap root, List<ImportProblem> problems)
    {
        private readonly List<string> _notes = [];
        private readonly SettingMap? _devices = root["devices"] as SettingMap;

        public ImportedChain Run()
        {
            var rate = source.Rate ?? Try(_devices, "devices", () => _devices?.Number("samplerate")) switch { { } hz and >= 1000 and <= 1600000 => new SampleRate(hz), _ => new SampleRate(48000) };
            var chain = new ChainBuilder(rate);
            var channels = source.Channels ?? Try(_devices, "devices", () => (_devices?["capture"] as SettingMap)?.Whole("channels")) ?? 2;
            foreach (var (key, line, _) in root.Entries)
                if (key is not ("devices" or "filters" or "mixers" or "pipeline" or "processors" or "title" or "description")) Problem(line, key, "this section is not known");
            var filters = new CamillaFilters(chain, _notes);
            if (root["pipeline"] is not SettingList pipeline)
            {
                Problem(root.Line, "pipeline", "there is none, so nothing is processed");
                return Finish(chain);
            }
            foreach (var node in pipeline.Items)
            {
                if (node is not SettingMap step)
                {
                    Problem(node.Line, "a step of the pipeline", "it is no map");
                    continue;
                }
                Try<object>(step, Named(step), () =>
                {
                    Step(step, chain, filters, ref channels);
                    return null;
                });
            }
            return Finish(chain);
        }

        private ImportedChain Finish(ChainBuilder chain)
        {
            if (chain.IsOfOneRate) _notes.Add($"Some filters are coefficients of {chain.Rate}: the chain runs at no other rate. Import again with --rate for another.");
            if (_devices?["resampler"] is not null) _notes.Add("The resampler of the devices is left out: rates are converted where files are rendered.");
            return new ImportedChain(chain.Chain, problems, _notes);
        }

        private void Step(SettingMap step, ChainBuilder chain, CamillaFilters filters, ref int channels)
        {
            if (step.Flag("bypassed")) return;
            switch (step.Text("type"))
            {
                case "Filter":
                    step.Only("type", "channel", "channels", "names", "bypassed");
                    var on = step["channels"] is null ? step.Whole("channel") is { } one ? [one] : null : step.Numbers("channels")?.Select(c => (int)c).ToArray();
                    var count = channels;
                    if (on?.Where(c => c < 0 || c >= count).Select(c => (int?)c).FirstOrDefault() is { } bad)
                        throw new ArgumentException($"there is no channel {bad} among {count} (they count from 0): say with --channels how many the chain begins with");
                    if (on?.Length == count && on.Distinct().Count() == count) on = null;
                    foreach (var name in step["names"] as SettingList is { } names ? names.Items : throw new ArgumentException("names is missing"))
                    {
                        var word = (name as SettingText)?.Text ?? "";
                        var filter = (root["filters"] as SettingMap)?[word] as SettingMap;
                        if (filter is null)
                        {
                            Problem(name.Line, word, "there is no filter of this name");
                            continue;
                        }
                        Try<object>(filter, word, () =>
                        {
                            chain.On(on);
                            filters.Add(filter);
                            return null;
                        });
                    }
                    chain.On(null);
                    break;
                case "Mixer":
                    step.Only("type", "name", "bypassed");
                    var mixer = (root["mixers"] as SettingMap)?[step.Text("name") ?? ""] as SettingMap ?? throw new ArgumentException("there is no mixer of this name");
                    var (after, before) = (0, channels);
                    Try<object>(mixer, step.Text("name")!, () =>
                    {
                        after = CamillaMixer.Add(mixer, before, chain);
                        return null;
                    });
                    if (after > 0) channels = after;
                    break;
                case "Processor":
                    throw new ArgumentException("CamillaDSP's processors have no exact counterpart: put a compressor, gate or limiter into the chain by hand (nt chain list)");
                case var other:
                    throw new ArgumentException($"steps of the type \"{Words.Short(other ?? "")}\" are not known");
            }
        }

        private T? Try<T>(SettingNode? at, string what, Func<T?> work)
        {
            try
            {
                return work();
            }
            catch (ArgumentException refused)
            {
                Problem(at?.Line ?? 0, what, refused.Message);
                return default;
            }
        }

        private static string Named(SettingMap step) => step["type"] is SettingText type ? $"{Words.Short(type.Text)}{(step["name"] is SettingText name ? " " + Words.Short(name.Text) : "")}" : "a step of the pipeline";

        private void Problem(int line, string what, string why) => problems.Add(new(source.File, line, Words.Short(what), why));
    }
}
