using System.Runtime.CompilerServices;

namespace HostedRuntime.Waiting;

/// <summary>A small stack of free objects of a thread. Owner thread only.</summary>
internal struct FreeStack
{
    // More objects are rarely free at the same time. Further ones are left to the garbage collector. Picked by hand.
    private const int Capacity = 16;

    private object?[]? _free;
    private int _count;

    /// <summary>Takes the object that was pushed last.</summary>
    /// <returns>The object; null if there is none, or if it has another type.</returns>
    /// <remarks>Inlined into the caller, which knows the exact type. Shared generic code would look it up at run time.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T? TryPop<T>() where T : class
    {
        if (_count == 0 || _free![_count - 1] is not T top)
            return null;
        _free[--_count] = null;
        return top;
    }

    /// <summary>Puts an object on top.</summary>
    /// <returns>True if there was room; otherwise false.</returns>
    public bool TryPush(object free)
    {
        if (_count == Capacity)
            return false;
        (_free ??= new object?[Capacity])[_count++] = free;
        return true;
    }
}
