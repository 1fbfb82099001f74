using System.Runtime.CompilerServices;

namespace HostedRuntime.Waiting;

/// <summary>Objects of a thread that wait for their next use. Its own thread's alone.</summary>
internal struct FreeStack
{
    // As many as nest, or come free one after the other without a new one in between; what is above goes to the garbage collector. Picked by hand.
    private const int Capacity = 16;

    private object?[]? _free;
    private int _count;

    /// <summary>The one that came last; null: there is none, or it is of another type.</summary>
    /// <remarks>Inlined into the caller, which knows the exact type: shared generic code would look it up by name.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T? TryPop<T>() where T : class
    {
        if (_count == 0 || _free![_count - 1] is not T top)
            return null;
        _free[--_count] = null;
        return top;
    }

    /// <summary>False: it is full.</summary>
    public bool TryPush(object free)
    {
        if (_count == Capacity)
            return false;
        (_free ??= new object?[Capacity])[_count++] = free;
        return true;
    }
}
