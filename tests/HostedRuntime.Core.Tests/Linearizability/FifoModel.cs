namespace HostedRuntime.Tests.Linearizability;

/// <summary>
/// A model of a fair lock. Users wait in one queue. The first user enters as soon as its letter is compatible with the letters that hold.
/// </summary>
/// <param name="actors">The number of users.</param>
/// <param name="mayEnter">Returns whether a user with this letter may enter while the given letters hold.</param>
internal sealed class FifoModel(int actors, Func<IReadOnlyList<char>, char, bool> mayEnter) : IObserved
{
    private readonly char[] _states = [.. Enumerable.Repeat(Actors.Idle, actors)];
    private readonly List<(int Actor, char Letter)> _line = [];

    public int WaiterCount => _line.Count;

    public IReadOnlyList<char> Holding => [.. _states.Where(IsHeld)];

    public void Ask(int actor, char letter)
    {
        if (IsBusy(actor))
            return;
        _states[actor] = Actors.Waiting;
        _line.Add((actor, letter));
        Serve();
    }

    public void Try(int actor, char letter)
    {
        if (!IsBusy(actor) && _line.Count == 0 && mayEnter(Holding, letter))
            _states[actor] = letter;
    }

    public void Cancel(int actor)
    {
        if (_states[actor] != Actors.Waiting)
            return;
        _states[actor] = Actors.Canceled;
        _line.RemoveAll(waiting => waiting.Actor == actor);
        Serve();
    }

    public void Release(int actor)
    {
        if (!IsHeld(_states[actor]))
            return;
        _states[actor] = Actors.Idle;
        Serve();
    }

    public void Change(int actor, char from, char to)
    {
        if (_states[actor] != from)
            return;
        _states[actor] = to;
        Serve();
    }

    public string Observe() => new(_states);

    private static bool IsHeld(char state) => char.IsAsciiLetterUpper(state);

    private bool IsBusy(int actor) => _states[actor] == Actors.Waiting || IsHeld(_states[actor]);

    private void Serve()
    {
        while (_line.Count > 0 && mayEnter(Holding, _line[0].Letter))
        {
            _states[_line[0].Actor] = _line[0].Letter;
            _line.RemoveAt(0);
        }
    }
}
