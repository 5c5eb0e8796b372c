using NTWorkstation.Audio.Decode;
using NTWorkstation.Audio.Output;
using NTWorkstation.Audio.Signal;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Kernel.Actor;
using NTWorkstation.Studio.Decode;
using NTWorkstation.Studio.Decode.Run;
using NTWorkstation.Studio.Output;

namespace NTWorkstation.Studio.Transport;

// Runs: what is decoded, ahead of what is heard.
public sealed partial class TransportActor
{
    /// <summary>Entries that a run holds beyond the one it is at, so that even the shortest follow without a gap.</summary>
    private const int Ahead = 6;

    /// <summary>Runs that have not been heard to their end: entries of milliseconds make many, and an output takes 16.</summary>
    private const int MostRuns = 8;

    private readonly Dictionary<long, PlayRun> _runs = [];
    private readonly Dictionary<long, PlayRun> _discarded = []; // whose threads have not ended yet
    private PlayRun? _newest; // that sounds or will sound last
    private PlayRun? _held; // the newest, where what follows it is begun when there are fewer
    /// <summary>What entries of a loop last on average at least: to open a hundred of them a second is work that nobody hears of.</summary>
    private const double LeastLooped = 0.01; // seconds

    private (int Entries, double Seconds) _round; // of a loop, as it was read
    private int _fruitless; // entries one after another of which nothing could be heard
    private long _lastRun;
    private long _lastItem;
    private FormatChoice? _choice;

    private void BeginRun(EntryId entry, Seconds position, bool switches, IReadOnlyList<PlayRun.Item>? left = null, bool continues = false)
    {
        if (switches)
        {
            _round = default;
            // What has not been given yet will not be; what plays goes on until the new one can take its place.
            foreach (var old in _runs.Values.Where(r => !r.IsGiven).ToList()) Discard(old);
            foreach (var old in _runs.Values) old.Source.Tell(new SourceCommand.Cancel(), Self);
        }
        var run = new PlayRun(++_lastRun, fadesIn: position.Value > 0, switches, continues);
        if (left is null) Add(run, entry, position);
        else foreach (var item in left) run.Add(item.Value with { Id = ++_lastItem }, item.Entry);
        Extend(run);
        _runs.Add(run.Id, run);
        (_newest, _held) = (run, null);
        var choice = Choice();
        run.Choice = choice;
        var options = new RunOptions { Shape = choice.Of, Accept = _settings.IsBitPerfect ? RequireHeld : null, Quality = _settings.Quality, Gain = _settings.Gain, Crossfade = _settings.Crossfade };
        run.Source = Context.Watch(Context.ActorOf(SourceActor.Props(run.Id, _ports.Runs, options, [.. run.Items.Select(i => i.Value)], run.WriterEnded), $"source-{run.Id}"));
    }

    /// <summary>A whole round gave nothing to hear: another would not either.</summary>
    private bool IsBarren => _fruitless > 0 && _fruitless >= _queue.Entries.Count;

    /// <summary>An entry was read to its end. A loop whose round is too short ends with it.</summary>
    private void Round(Seconds entry)
    {
        if (_queue.Loop == LoopMode.Off) return;
        _round = (_round.Entries + 1, _round.Seconds + entry.Value);
        var (entries, seconds) = _round;
        if (entries < (_queue.Loop == LoopMode.Entry ? 1 : _queue.Entries.Count)) return;
        _round = default;
        // A round of nothing at all ends by itself.
        if (seconds <= 0 || seconds >= entries * LeastLooped) return;
        _queue.Loop = LoopMode.Off;
        Publish(new LoopEnded(FormattableString.Invariant(
            $"what is looped lasts {1000 * seconds:0.###} ms in all, which is too short to be repeated: an entry of a loop lasts {1000 * LeastLooped:0} ms or more on average")));
        ModesHaveChanged();
    }

    private PlayRun.Item? Add(PlayRun run, EntryId entry, Seconds position) =>
        _queue[entry] is { } found ? run.Add(new(++_lastItem, found.Item, ExactTime.Of(position)), entry) : null;

    /// <summary>Adds what follows the last entry of a run, as far ahead as is planned.</summary>
    /// <returns>What was added.</returns>
    private List<PlayRun.Item> Extend(PlayRun run)
    {
        var added = new List<PlayRun.Item>();
        while (!_stopsAfterCurrent && !IsBarren && run.Items.Count(i => i.Began is null && !i.HasFailed) <= Ahead
            && run.Items.Count > 0 && _queue.After(run.Items[^1].Entry) is { } next && Add(run, next, default) is { } item)
        {
            added.Add(item);
        }
        return added;
    }

    /// <summary>The queue is another: what a run would play next is told anew.</summary>
    private void PlanAhead()
    {
        (_fruitless, _round) = (0, default);
        if (_newest is not { } run) return;
        if (_sounding is { } sounding && sounding.Run == run.Id && !IsAsPlanned(run, sounding.Item))
        {
            // What was read ahead is no longer what comes next: it is read anew from where it is heard.
            BeginRun(sounding.Item.Entry, _position, switches: true, continues: true);
            return;
        }
        if (run == _held)
        {
            // What follows is asked for anew when it is begun.
            if (run.Items.Any(i => i.Began is not null)) run.DropWaiting((_, _) => false);
            return;
        }
        if (run.End is { Reason: RunEnd.Done } && !run.IsOver && !_stopsAfterCurrent && run.Items.Count > 0 && _queue.After(run.Items[^1].Entry) is { } later)
        {
            BeginRun(later, default, switches: false);
            return;
        }
        if (run.End is not null) return;
        // The item that may be being opened stays, where it is still what comes.
        run.DropWaiting((before, item) => _queue[item.Entry] is not null && (before is null || _queue.After(before.Entry) == item.Entry));
        Extend(run);
        run.Source.Tell(new SourceCommand.Replace([.. run.Items.Where(i => i.Began is null && !i.HasFailed).Select(i => i.Value)]), Self);
    }

    /// <summary>The items that are read ahead of what is heard are those that the queue has there.</summary>
    private bool IsAsPlanned(PlayRun run, PlayRun.Item heard)
    {
        if (_queue[heard.Entry] is null) return true; // it was removed: what follows is decided elsewhere
        var before = heard;
        foreach (var item in run.Items.SkipWhile(i => i != heard).Skip(1).TakeWhile(i => i.Began is not null || i.HasFailed))
        {
            if (_stopsAfterCurrent || _queue.After(before.Entry) != item.Entry) return false;
            before = item;
        }
        return true;
    }

    private void Hear(RunTold told)
    {
        if (!_runs.TryGetValue(told.Run, out var run))
        {
            if (_discarded.TryGetValue(told.Run, out var gone))
            {
                if (told.Event is RunEvent.Opened late) gone.Sink = late.Sink;
                gone.Release();
                if (told.Event is RunEvent.Ended) _discarded.Remove(told.Run);
            }
            return;
        }
        switch (told.Event)
        {
            case RunEvent.Opened e:
                (run.Shape, run.Sink) = (e.Shape, e.Sink);
                // What is written to a file has one shape from its beginning to its end.
                if (_settings.Output.IsFile) _choice = (_choice ?? Choose()) with { Fixed = e.Shape };
                // The volume or the chain was changed while its thread decided.
                if (e.Shape.Coding == RunCoding.Bits && (_volumeHindrance ?? _chainHindrance) is not null) LeaveBits();
                break;
            case RunEvent.Filled:
                run.IsReady = true;
                break;
            case RunEvent.ItemBegan e:
                if (run.Find(e.Mark.Id) is not { } begun)
                {
                    // It was taken off the plan while its thread opened it.
                    if (run == _newest && _sounding is { } heard) BeginRun(heard.Item.Entry, _position, switches: true, continues: true);
                    break;
                }
                begun.Began = e;
                if (run.Shape is { Coding: RunCoding.Pcm } && e.Info.Samples == SampleKind.Dsd) begun.WhyPcm = run.Choice.WhyPcm(e.Info) ?? "the volume or the chain was changed";
                Know(begun.Entry, e);
                foreach (var item in Extend(run)) run.Source.Tell(new SourceCommand.Append(item.Value), Self);
                break;
            case RunEvent.ItemFailed e:
                if (run.Find(e.Id) is not { } failed) break;
                failed.HasFailed = true;
                failed.End = e.ItemFrame is { } broken ? failed.Began?.At(broken) : null;
                if (e.ItemFrame is null) _fruitless++;
                Round(failed.End ?? default);
                Publish(new EntrySkipped(failed.Entry, e.Message));
                foreach (var item in Extend(run)) run.Source.Tell(new SourceCommand.Append(item.Value), Self);
                break;
            case RunEvent.ItemEnded e:
                _fruitless = e.ItemFrame.Value == 0 ? _fruitless + 1 : 0;
                if (run.Find(e.Id) is not { } whole) break;
                whole.End = whole.Began?.At(e.ItemFrame);
                Round(whole.End ?? default);
                if (e.DamagedPackets > 0) Publish(new EntryDamaged(whole.Entry, e.DamagedPackets));
                break;
            case RunEvent.SourceTold e:
                if (run.Find(e.Id) is { } teller) Hear(run, teller, e);
                break;
            case RunEvent.Ended e:
                Conclude(run, e);
                break;
        }
        GiveWhatIsReady();
    }

    private void Conclude(PlayRun run, RunEvent.Ended end)
    {
        run.End = end;
        if (run.IsOver)
        {
            Forget(run);
            return;
        }
        run.IsReady = run.Sink is not null;
        if (end.Error is { } error && (run.Items.FirstOrDefault(i => i.Began is null && !i.HasFailed) ?? (run.Items.Count > 0 ? run.Items[^1] : null)) is { } broken)
        {
            broken.HasFailed = true;
            Publish(new EntrySkipped(broken.Entry, error.Message));
        }
        if (run != _newest || end.Reason is RunEnd.Cancelled) return;
        GoOn(run);
    }

    /// <summary>Begins what comes after a run that was read to its end, or holds it back while enough of others waits to be heard.</summary>
    private void GoOn(PlayRun run)
    {
        // What was appended may have come after the run had taken its last item: it counts as left like what does not fit.
        var left = run.Items.Where(i => i.Began is null && !i.HasFailed).ToList();
        var goesOn = run.End!.Reason is (RunEnd.Done or RunEnd.ShapeChanges or RunEnd.Failed) && !_stopsAfterCurrent && !IsBarren;
        EntryId? next = !goesOn ? null : left.Count > 0 ? left[0].Entry : run.Items.Any(i => i.Began is not null) ? _queue.After(run.Items[^1].Entry) : null;
        if (next is not null && _runs.Values.Count(r => !r.IsOver) >= MostRuns)
        {
            _held = run;
            return;
        }
        if (next is { } entry) BeginRun(entry, default, switches: false, left.Count > 0 ? left : null);
        // Nothing of it can be heard: those behind it must not wait for it.
        if (run.Sink is null) Over(run);
    }

    /// <summary>Runs go to the output in order, as soon as they can be heard there.</summary>
    private void GiveWhatIsReady()
    {
        foreach (var run in _runs.Values.OrderBy(r => r.Id).ToList())
        {
            if (run.IsGiven || run.IsOver) continue;
            if (!run.IsReady || run.Shape is not { } shape || run.Sink is not { } sink) return;
            if (!IsOutputFor(shape))
            {
                Require(shape, FormsFor(run, shape), run.Switches);
                return;
            }
            if (_settings.IsBitPerfect && shape.Coding == RunCoding.Pcm && run.Items.FirstOrDefault(i => i.Began is not null) is { } first && Unheld(_device!.Samples, first.Began!.Info) is { } problem)
            {
                Publish(new EntrySkipped(first.Entry, problem));
                Discard(run);
                if (_queue.Next(first.Entry) is { } next) BeginRun(next, default, switches: false);
                else NothingIsLeft();
                return;
            }
            run.IsGiven = true;
            _output!.Tell(new OutputCommand.Take(sink, run.Id, run.Switches, run.FadesIn), Self);
            if (!run.Switches || _jump is null) continue;
            JumpAtLast();
            return;
        }
    }

    // Called by the threads of runs.
    private void RequireHeld(MediaInfo info)
    {
        if (info.Samples == SampleKind.Dsd) return; // the choice of the shape refuses what would not stay bits
        var opened = (DeviceSamples)_form & DeviceSamples.AllPcm;
        // For floats after whole numbers, and the other way round, it is opened anew.
        var forms = opened != 0 && DeviceForm.IsFloat(opened) == DeviceForm.IsFloat(info.Samples) ? opened : opened | (_choice?.Capabilities?.Samples ?? DeviceSamples.AllPcm);
        var problems = (forms & DeviceSamples.AllPcm).Each().Select(f => Unheld(f, info)).ToList();
        if (problems.Count > 0 && problems.TrueForAll(p => p is not null)) throw new MediaException(MediaFault.Unsupported, problems[^1]!);
    }

    // What is lossy has no bits that could be changed.
    private static string? Unheld(DeviceSamples form, MediaInfo info) =>
        info.Samples != SampleKind.Lossy && DeviceForm.Holds(form, info.Samples) is { } why ? $"{why}; play it without --bit-perfect, or to another device" : null;

    /// <summary>The feeder no longer uses it, or never had it.</summary>
    private void Over(PlayRun run)
    {
        run.IsOver = true;
        if (run.End is null) run.Source.Tell(new SourceCommand.Cancel(), Self);
        if (run.End is not null || run.Sink is null) Forget(run);
        if (_held is { } held && _runs.Values.Count(r => !r.IsOver) < MostRuns)
        {
            _held = null;
            GoOn(held);
        }
        if (_runs.Values.All(r => r.IsOver)) NothingIsLeft();
    }

    private void Discard(PlayRun run)
    {
        run.Source.Tell(new SourceCommand.Cancel(), Self);
        Forget(run);
    }

    private void Forget(PlayRun run)
    {
        if (run.End is null) _discarded[run.Id] = run;
        run.Release();
        _runs.Remove(run.Id);
        if (_newest == run) _newest = null;
        if (_held == run) _held = null;
    }
}
