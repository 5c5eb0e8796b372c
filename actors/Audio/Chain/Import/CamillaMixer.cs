namespace NTWorkstation.Audio.Chain.Import;

/// <summary>A mixer of CamillaDSP as routes from channel to channel.</summary>
internal static class CamillaMixer
{
    private const int Most = ChannelList.Most;

    /// <returns>The number of channels after it.</returns>
    /// <exception cref="ArgumentException">It is not a mixer of as many channels; the message says why.</exception>
    public static int Add(SettingMap mixer, int channels, ChainBuilder chain)
    {
        mixer.Only("channels", "mapping", "labels");
        var counts = mixer["channels"] as SettingMap ?? throw new ArgumentException("channels is missing");
        var (inputs, outputs) = (counts.Whole("in") ?? 0, counts.Whole("out") ?? 0);
        if (inputs is < 1 or > Most || outputs is < 1 or > Most) throw new ArgumentException($"a mixer has 1 to {Most} channels in and out");
        if (inputs != channels) throw new ArgumentException($"it takes {inputs} channels where there are {channels}: say with --channels how many the chain begins with");
        var routes = new List<(int From, int To, double Factor)>();
        foreach (var node in mixer["mapping"] as SettingList is { } list ? list.Items : throw new ArgumentException("mapping is missing"))
        {
            var mapping = node as SettingMap ?? throw new ArgumentException("a mapping is no map");
            mapping.Only("dest", "sources", "mute");
            var to = mapping.Whole("dest") ?? throw new ArgumentException("dest is missing");
            if (to < 0 || to >= outputs) throw new ArgumentException($"there is no output {to}");
            if (mapping.Flag("mute")) continue;
            foreach (var item in mapping["sources"] as SettingList is { } sources ? sources.Items : throw new ArgumentException("sources is missing"))
            {
                var from = item as SettingMap ?? throw new ArgumentException("a source is no map");
                from.Only("channel", "gain", "inverted", "mute", "scale");
                if (from.Flag("mute")) continue;
                var channel = from.Whole("channel") ?? throw new ArgumentException("channel is missing");
                if (channel < 0 || channel >= inputs) throw new ArgumentException($"there is no channel {channel}");
                var factor = from.Text("scale") == "linear" ? from.Need("gain") : CamillaFilters.GainOf(from).Amplitude;
                routes.Add((channel, to, from.Flag("inverted") ? -factor : factor));
            }
        }
        chain.AddMatrix(outputs, routes);
        return outputs;
    }
}
