namespace HostedRuntime.Tasks;

/// <summary>
/// A linked list of faults, in the order in which they were added. A fault is its own link, so it can be removed without a search. Caller
/// holds the lock of <see cref="UnobservedFaults"/>.
/// </summary>
internal sealed class FaultList
{
    private FaultRecord? _last;

    public FaultRecord? First { get; private set; }

    public void Add(FaultRecord record)
    {
        record.List = this;
        record.Previous = _last;
        if (_last is null)
            First = record;
        else
            _last.Next = record;
        _last = record;
    }

    public void CopyTo(List<FaultRecord> all)
    {
        for (var record = First; record is not null; record = record.Next)
            all.Add(record);
    }

    public void Remove(FaultRecord record)
    {
        if (record.Previous is null)
            First = record.Next;
        else
            record.Previous.Next = record.Next;
        if (record.Next is null)
            _last = record.Previous;
        else
            record.Next.Previous = record.Previous;
        record.List = null;
        record.Next = record.Previous = null;
    }
}
