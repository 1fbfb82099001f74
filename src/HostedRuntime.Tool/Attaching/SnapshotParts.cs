namespace HostedRuntime.Tool.Attaching;

/// <summary>Collects the parts of the answer to one request.</summary>
/// <param name="request">The id of the request.</param>
internal sealed class SnapshotParts(string request)
{
    private const string ErrorFormat = "error";

    private readonly SortedDictionary<int, string> _parts = [];
    private int _count;
    private string _format = "";

    /// <summary>The number of parts that have arrived, and how many there are.</summary>
    public (int Arrived, int Of) Progress => (_parts.Count, _count);

    public bool IsComplete => _count > 0 && _parts.Count == _count;

    /// <summary>True if the answer is an error message.</summary>
    public bool IsError => _format == ErrorFormat;

    public string Text => string.Concat(_parts.Values);

    /// <summary>Takes a part.</summary>
    /// <param name="id">The request that the part belongs to. Parts of other requests are ignored.</param>
    /// <param name="format">The format of the text.</param>
    /// <param name="number">The number of the part, from 1.</param>
    /// <param name="count">The number of parts.</param>
    /// <param name="text">The text of the part.</param>
    public void Take(string id, string format, int number, int count, string text)
    {
        if (id != request)
            return;
        _parts[number] = text;
        (_format, _count) = (format, count);
    }
}
