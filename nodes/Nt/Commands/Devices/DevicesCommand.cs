using System.CommandLine;
using System.Globalization;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Nt.Shell;

namespace NTWorkstation.Nt.Commands.Devices;

/// <summary>nt devices: where sound can go.</summary>
internal sealed class DevicesCommand : NtCommand
{
    private readonly Argument<string?> _id = new("ID") { Description = "Asks this device what it takes; without it all devices are listed.", Arity = ArgumentArity.ZeroOrOne };
    private readonly FlagOption _json = new("--json", "Prints one JSON document instead of text.");

    public DevicesCommand(CommandContext context) : base("devices", "Lists the devices that sound can be played to, or what one of them takes.")
    {
        Usage = "[ID] [--json]";
        Arguments.Add(_id);
        Group("Options", _json);
        Remarks =
        [
            "Ids: alsa:NAME (hw:0,0 is direct), pulse:SINK (pulse: alone is the default), jack:NAME, shm:NAME (a ring in shared memory), file:PATH (.wav, .flac, .raw), null. Kinds whose library or server is missing are left out of the list.",
        ];
        Examples =
        [
            ("nt devices", "Everything there is."),
            ("nt devices alsa:hw:0,0 --json", "Rates, formats and channels of a card."),
        ];
        SetAction(parsed =>
        {
            var (devices, sink) = (context.MakePorts().Devices, context.Streams.Out);
            if (parsed.GetValue(_id) is { Length: > 0 } id) Tell(id, Probe(devices, id), sink, parsed.GetValue(_json));
            else Tell(devices.List(), sink, parsed.GetValue(_json));
            return ExitCode.Done;
        });
    }

    /// <exception cref="MissingException">It is not there, busy, or its library is not.</exception>
    private static DeviceCapabilities Probe(IDeviceCatalogue devices, string id)
    {
        try
        {
            return devices.Probe(id);
        }
        catch (Exception failure) when (failure is MediaException or ArgumentException)
        {
            throw new MissingException($"{failure.Message}\nnt devices lists what there is.", failure);
        }
    }

    private static void Tell(IReadOnlyList<DeviceDescription> devices, Sink sink, bool asJson)
    {
        if (asJson)
        {
            Json.WriteTo(sink, json =>
            {
                json.WriteStartArray("devices");
                foreach (var d in devices)
                {
                    json.WriteStartObject();
                    json.WriteString("id", d.Id);
                    json.WriteString("name", d.Name);
                    json.WriteString("backend", d.Backend);
                    json.WriteBoolean("default", d.IsDefault);
                    if (d.Channels > 0) json.WriteNumber("channels", d.Channels);
                    else json.WriteNull("channels");
                    json.Number("rate_hz", d.Rate?.Hz);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            });
            return;
        }
        var table = new Table(new Column("id"), new Column("name"), new Column("channels", true), new Column("rate", true));
        foreach (var d in devices)
        {
            table.Add(
                Text.Printable(d.Id), Text.Printable(d.Name) + (d.IsDefault ? " (default)" : ""),
                d.Channels > 0 ? d.Channels.ToString(CultureInfo.InvariantCulture) : "",
                d.Rate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate.Hz:0.###} Hz") : "");
        }
        table.Write(sink);
    }

    private static void Tell(string id, DeviceCapabilities c, Sink sink, bool asJson)
    {
        var forms = c.Samples.Each().Select(DeviceSamplesWords.Name).ToList();
        if (asJson)
        {
            Json.WriteTo(sink, json =>
            {
                json.WriteString("id", id);
                json.WriteNumber("min_channels", c.MinChannels);
                json.WriteNumber("max_channels", c.MaxChannels);
                json.WriteStartArray("formats");
                foreach (var form in forms) json.WriteStringValue(form);
                json.WriteEndArray();
                json.Numbers("rates_hz", c.Rates.Select(r => r.Hz));
                json.Numbers("dsd_bit_rates_hz", c.DsdRates.Select(r => r.Hz));
                json.WriteBoolean("exclusive", c.IsExclusive);
            });
            return;
        }
        var table = new Table(new Column(""), new Column(""));
        table.Add("device", Text.Printable(id));
        table.Add("channels", c.MinChannels == c.MaxChannels ? $"{c.MaxChannels}" : $"{c.MinChannels} to {c.MaxChannels}");
        table.Add("formats", string.Join(", ", forms));
        table.Add("rates", string.Join(", ", c.Rates.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Hz / 1000:0.###}"))) + " kHz");
        if (c.DsdRates.Count > 0) table.Add("DSD", string.Join(", ", c.DsdRates.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Hz / 1e6:0.####}"))) + " MHz");
        table.Add("exclusive", c.IsExclusive ? "yes: nobody else can play there meanwhile" : "no");
        table.Write(sink);
    }
}
