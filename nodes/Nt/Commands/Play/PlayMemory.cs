using System.Security.Cryptography;
using System.Text;
using NTWorkstation.Audio.Decode;
using NTWorkstation.Contracts;
using NTWorkstation.Contracts.Transport;
using NTWorkstation.Mastering.Job;
using NTWorkstation.Nt.Sessions;
using NTWorkstation.Nt.Shell;
using NTWorkstation.Studio.Transport;

namespace NTWorkstation.Nt.Commands.Play;

/// <summary>
/// What a player keeps in the data folder for the next one: its queue in one file, written when it changes, and its place in a small one beside it,
/// written again and again. Each is whole or the one before; the place names the queue that it belongs to. For one thread at a time.
/// </summary>
internal sealed class PlayMemory
{
    private readonly string _stateFile;
    private readonly string _placeFile;
    private byte[]? _state;
    private PlayPlace? _place;
    private long _revision;

    private PlayMemory(string folder, string name)
    {
        Folder = folder;
        (_stateFile, _placeFile) = (Path.Combine(folder, $"{name}.json"), Path.Combine(folder, $"{name}.place.json"));
    }

    private string Folder { get; }

    /// <param name="node">The socket, where it is not the usual one: such a player has a memory of its own.</param>
    public static PlayMemory Of(Func<string, string?> environment, string? node) =>
        new(DataFolder.Of(environment).Path, node is null ? "playing" : "playing-" + System.Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(node)))[..16]);

    /// <returns>Null where nothing was kept.</returns>
    /// <exception cref="BadInputException">It is damaged.</exception>
    public (PlayState State, PlayPlace Place)? Load()
    {
        try
        {
            if (Read(_stateFile) is not { } bytes) return null;
            var state = TransportJson.ReadState(bytes);
            if (state.Queue.Count == 0) return null;
            // A place of another queue was written before this one: its beginning is the best that is known.
            return (state, Read(_placeFile) is { } place && TransportJson.ReadPlace(place) is var known && known.Revision == state.Revision ? known : new(state.Revision, null, default));
        }
        catch (ContractException damage)
        {
            throw new BadInputException($"What the last player kept cannot be read, in {_stateFile}: {damage.Message}", damage);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"What the last player kept cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Writes what is another than what was written last.</summary>
    /// <exception cref="OutputException">It cannot be written; what was kept before is still there.</exception>
    public void Save(StateToKeep kept)
    {
        var state = TransportJson.Write(kept.State);
        try
        {
            if (_state is null || !_state.AsSpan().SequenceEqual(state))
            {
                DataFolder.MakePrivate(Folder);
                _revision = Random.Shared.NextInt64(1, long.MaxValue);
                _place = null;
                WholeText.Write(_stateFile, Encoding.UTF8.GetString(TransportJson.Write(kept.State with { Revision = _revision })));
                _state = state;
            }
            var place = kept.Place with { Revision = _revision };
            if (place == _place) return;
            WholeText.Write(_placeFile, Encoding.UTF8.GetString(TransportJson.Write(place)));
            _place = place;
        }
        catch (MediaException failure)
        {
            throw new OutputException(failure.Message, failure);
        }
    }

    /// <summary>Everything was played: there is nothing to go on with.</summary>
    public void Forget()
    {
        (_state, _place) = (null, null);
        try
        {
            File.Delete(_stateFile);
            File.Delete(_placeFile);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Then the next one may go on with what is over, which is heard at once.
        }
    }

    private static byte[]? Read(string path)
    {
        if (!File.Exists(path)) return null;
        if (new FileInfo(path).Length > TransportJson.MostBytes) throw new ContractException(path, "too large", $"at most {TransportJson.MostBytes} bytes");
        return File.ReadAllBytes(path);
    }
}
